import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type {
  Code,
  CodeEntry,
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
} from '../../src/artifact/results/results.ts';
import { readResults, writeResults } from '../../src/artifact/results/results-schema.ts';
import { definePass } from '../../src/compiler/plugin.ts';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import { BUNDLED_EXPERIMENT } from '../../src/experiment/input/bundled.ts';
import { defineExperiment } from '../../src/experiment/input/config.ts';
import { sha256 } from '../../src/experiment/input/provenance.ts';
import { prepareExperiment } from '../../src/experiment/matrix/prepare.ts';
import type { Progress } from '../../src/experiment/progress.ts';
import { runExperiment } from '../../src/experiment/run-experiment.ts';
import { returnConstant } from '../../src/ir/ir.ts';
import { PACKAGE_ROOT, packageVersion } from '../../src/project/package-root.ts';
import { encodeCapture } from '../../src/trace/encode-capture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-experiment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TINY = defineExperiment({
  name: 'tiny',
  filters: [{ group: 'pair', expressions: ['tcp port 80', 'not arp and len > 100'] }],
  traces: ['corpora/traces/odd.pcap'],
  pipelines: ['O0', 'O2'],
  peers: { libpcap: false },
  repetitions: 1,
  timing: {
    filters: ['pair-1'],
    pipelines: ['O2'],
    engines: ['cbpf-vm', 'interpreter'],
    seconds: 0.01,
  },
});

const run = (config: Partial<typeof TINY> = {}): Promise<ExperimentResults> =>
  runExperiment({ config: { ...TINY, ...config }, directory: PACKAGE_ROOT });

function compiled(filter: FilterEntry | undefined, pipeline: string): CompiledVariant {
  const variant = filter?.variants.find((candidate) => candidate.pipeline === pipeline);
  if (variant === undefined || 'error' in variant) {
    throw new Error(`${filter?.id} was not compiled with ${pipeline}`);
  }
  return variant;
}

const isCode = (entry: CodeEntry): entry is Code => 'instructions' in entry;

const untimed = (entry: CodeEntry): CodeEntry =>
  isCode(entry) ? { ...entry, lowering: 0 } : entry;

/** The part of the results that is the same in every run. */
const exactPart = ({
  filters,
  findings,
  traces,
  inputs,
  pipelines,
}: ExperimentResults): unknown => ({
  traces,
  inputs,
  pipelines,
  findings,
  filters: filters.map((filter) => ({
    ...filter,
    variants: filter.variants.map((variant) =>
      'error' in variant
        ? variant
        : { ir: variant.ir, code: variant.code.map(untimed), executed: variant.executed },
    ),
  })),
});

describe('a tiny experiment', () => {
  test('two filters, two pipelines, one trace', async () => {
    const events: Progress[] = [];
    const results = await runExperiment(
      { config: TINY, directory: PACKAGE_ROOT },
      { onProgress: (event) => events.push(event) },
    );
    expect(results.findings).toEqual([]);
    expect(results.pipelines.map(({ name }) => name)).toEqual(['O0', 'O2']);
    expect(results.pipelines[0]).toEqual({ name: 'O0', text: '', texts: {}, peer: false });
    expect(results.traces).toMatchObject([
      { name: 'odd', file: 'corpora/traces/odd.pcap', linktype: 1, packets: 2500 },
    ]);
    expect(events.map(({ done, total }) => [done, total])).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ]);

    const [first, second] = results.filters;
    expect(first).toMatchObject({ id: 'pair-1', group: 'pair', dlt: 'EN10MB' });
    const [before, after] = [compiled(first, 'O0'), compiled(first, 'O2')];
    expect(after.executed[0]?.verdicts).toBe(before.executed[0]?.verdicts);
    expect(after.executed[0]?.accepted).toBeGreaterThan(0);
    expect(after.executed[0]?.instructions).toBeLessThan(before.executed[0]?.instructions ?? 0);
    const [small, large] = [after, before].map(({ code }) => code.find(isCode));
    expect(small?.instructions).toBeLessThanOrEqual(large?.instructions ?? 0);
    expect(after.code.filter(isCode).map(({ target }) => target)).toEqual(['cbpf', 'x64']);
    expect(after.compile.passes.length).toBeGreaterThan(0);
    expect(before.compile.passes).toEqual([]);

    // Only the first filter is timed, with one pipeline
    expect(before.timing).toEqual([]);
    expect(compiled(second, 'O2').timing).toEqual([]);
    expect(after.timing.map(({ engine, trace }) => [engine, trace])).toEqual([
      ['interpreter', 'odd'],
      ['cbpf-vm', 'odd'],
    ]);
    for (const { minimum, quartile1, median, quartile3, samples } of after.timing) {
      expect(minimum).toBeGreaterThan(0);
      expect([minimum, quartile1, median, quartile3]).toEqual(
        [minimum, quartile1, median, quartile3].toSorted((a, b) => a - b),
      );
      expect(samples).toBeGreaterThanOrEqual(5);
    }
    expect(readResults(writeResults(results), 'tiny.json')).toEqual(results);
  });

  test('exact columns are the same in every run', async () => {
    const [one, two] = [await run({ timing: false }), await run({ timing: false })];
    expect(exactPart(two)).toEqual(exactPart(one));
  });
});

describe('an experiment', () => {
  test('a filter that does not compile is part of the results', async () => {
    const results = await run({
      filters: [{ group: 'bad', expressions: ['host nosuchname', 'ip'] }],
      timing: false,
    });
    expect(results.filters[0]?.variants).toMatchObject([
      { pipeline: 'O0', error: { code: 'FILTER_NAME' } },
      { pipeline: 'O2', error: { code: 'FILTER_NAME' } },
    ]);
    expect(compiled(results.filters[1], 'O2').executed).toHaveLength(1);
  });

  test('a filter runs over the traces of its link type only', async () => {
    const raw = path.join(folder, 'raw.pcap');
    const packets = [{ bytes: new Uint8Array(40), wirelen: 40, timestamp: 0n }];
    writeFileSync(raw, encodeCapture(packets, { format: 'pcap', linktype: 101 }));
    const results = await run({ traces: [raw, ...TINY.traces], timing: false });
    expect(results.traces.map(({ name, linktype }) => [name, linktype])).toEqual([
      ['raw', 101],
      ['odd', 1],
    ]);
    expect(compiled(results.filters[0], 'O2').executed.map(({ trace }) => trace)).toEqual(['odd']);
  });

  test('a pass that changes verdicts is found, packet and all', async () => {
    const acceptsAll = definePass({
      name: 'accepts-all',
      summary: 'Wrongly accepts every packet.',
      run(filter) {
        if (filter.blockCount > 1) {
          filter.setTerminator(filter.entry, returnConstant(1));
          filter.removeUnreachable();
        }
      },
    });
    const results = await run({
      filters: [{ group: 'one', expressions: ['arp'] }],
      plugins: [{ name: 'wrong', passes: [acceptsAll] }],
      pipelines: { right: '', wrong: 'accepts-all' },
      compareEngines: ['cbpf-vm', 'interpreter'],
      timing: false,
    });
    expect(results.findings.map(({ engine, pipeline }) => [engine, pipeline])).toEqual([
      ['cbpf-vm', 'wrong'],
      ['interpreter', 'wrong'],
    ]);
    expect(results.findings[0]).toMatchObject({
      kind: 'verdict',
      filter: 'one-1',
      trace: 'odd',
      peer: false,
      verdict: 1,
    });
  });
});

test('results say how filters were compiled: options, profile, plugins by their code', async () => {
  const plugin = path.join(folder, 'plugin.ts');
  const source = `export default { name: 'idle', summary: 'Does nothing.', run() {} };\n`;
  writeFileSync(plugin, source);
  const { options, inputs, targets, engines, subject } = await run({
    plugins: [plugin],
    pipelines: { mine: 'idle,dead-code' },
    semantics: 'relaxed',
    snaplen: 96,
    netmask: 0xffff_ff00,
    profile: 'corpora/traces/odd.pcap',
    filters: [{ group: 'one', expressions: ['ip broadcast'] }],
    timing: false,
  });
  expect(options).toEqual({
    semantics: 'relaxed',
    snaplen: 96,
    netmask: 0xffff_ff00,
    linux: false,
    encapsulation: 'libpcap',
    extensions: false,
    profile: { file: 'corpora/traces/odd.pcap', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(inputs.plugins).toEqual([{ name: 'idle', file: plugin, sha256: sha256(source) }]);
  expect(targets[0]).toEqual({ name: 'cbpf', title: 'cBPF' });
  expect(subject).toBe('mine');
  expect(engines.find(({ name }) => name === 'cbpf-vm')?.version).toBe(packageVersion());
});

test('what is shown is recorded for the subject alone', async () => {
  const results = await run({ timing: false });
  const [plain, shown] = ['O0', 'O2'].map((name) => compiled(results.filters[0], name));
  expect(plain?.compilations).toBe(undefined);
  expect(plain?.code.filter(isCode).every(({ listing }) => listing === undefined)).toBe(true);
  const [first] = shown?.compilations ?? [];
  expect(first?.applications.length).toBe(shown?.compile.passes.length);
  expect(first?.stages.map(({ pass }) => pass)).toEqual(
    shown?.compile.passes.flatMap(({ pass, changed }) => (changed ? [pass] : [])),
  );
  expect(first?.stages.at(-1)?.filter.text).toBe(first?.output.text);
  expect(first?.output.graph?.blocks).toHaveLength(first?.output.blocks ?? 0);
});

test('an ablation runs the pipeline without each of its passes', async () => {
  const results = await run({
    pipelines: { whole: 'repeat(dead-code,peephole),dead-code', other: '' },
    ablation: 'whole',
    timing: false,
  });
  expect(results.pipelines).toEqual([
    { name: 'whole', text: 'repeat(dead-code,peephole),dead-code', texts: {}, peer: false },
    { name: 'other', text: '', texts: {}, peer: false },
    {
      name: 'whole without dead-code',
      text: 'repeat(peephole)',
      texts: {},
      peer: false,
      ablation: { of: 'whole', without: 'dead-code' },
    },
    {
      name: 'whole without peephole',
      text: 'repeat(dead-code),dead-code',
      texts: {},
      peer: false,
      ablation: { of: 'whole', without: 'peephole' },
    },
  ]);
  expect(readResults(writeResults(results), 'a.json')).toEqual(results);
  await expect(run({ ablation: 'nowhere' })).rejects.toThrow(/ablation names 'nowhere'/);
});

describe('peers', () => {
  const reason = libpcapUnavailable();

  test.skipIf(reason !== null)(
    `libpcap runs beside ours (needs libpcap: ${reason ?? 'is here'})`,
    async () => {
      const results = await run({ peers: { libpcap: true }, timing: false });
      expect(results.pipelines.map(({ name }) => name)).toEqual([
        'O0',
        'O2',
        'libpcap',
        'libpcap -O',
      ]);
      const [first] = results.filters;
      const plain = compiled(first, 'libpcap');
      expect(plain.ir).toBe(null);
      expect(plain.code.map(({ target }) => target)).toEqual(['cbpf']);
      expect(plain.executed[0]?.verdicts).toBe(compiled(first, 'O2').executed[0]?.verdicts);
      expect(compiled(first, 'libpcap -O').executed[0]?.instructions).toBeLessThan(
        plain.executed[0]?.instructions ?? 0,
      );
    },
  );
});

test('all that the bundled experiment names is there', async () => {
  const prepared = await prepareExperiment(BUNDLED_EXPERIMENT);
  expect(prepared.filters.length).toBeGreaterThanOrEqual(150);
  expect(prepared.traces.length).toBeGreaterThanOrEqual(6);
  expect(prepared.pipelines.slice(0, 3).map(({ name }) => name)).toEqual(['O0', 'O1', 'O2']);
});
