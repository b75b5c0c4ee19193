import { afterEach, expect, test, vi } from 'vitest';
import { readResults, writeResults } from '../../src/artifact/results/results-schema.ts';
import type { Code, CodeKind } from '../../src/code/code.ts';
import { NAMED_PIPELINES } from '../../src/compiler/named-pipelines.ts';
import { definePass } from '../../src/compiler/plugin.ts';
import { engineNamed } from '../../src/engine/engines.ts';
import type { ExperimentConfig } from '../../src/experiment/input/config.ts';
import { runExperiment } from '../../src/experiment/run-experiment.ts';
import { returnConstant } from '../../src/ir/ir.ts';
import { printListing } from '../../src/isa/cbpf/listing.ts';
import { PACKAGE_ROOT } from '../../src/project/package-root.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { unpackedSections } from './page-text.ts';

afterEach(() => vi.restoreAllMocks());

const CONFIG: ExperimentConfig = {
  name: 'shown',
  filters: [
    {
      group: 'few',
      expressions: [
        'tcp port 80',
        'ip and not host 10.0.0.1',
        // Its last load is not needed, and relaxed semantics lets it go.
        'tcp or not tcp or ip[3] = 1',
        // At O3 x86-64 gets other IR than classic BPF.
        'host 192.168.0.13 and not port 22',
      ],
    },
  ],
  traces: ['corpora/traces/odd.pcap'],
  peers: { libpcap: false },
  repetitions: 1,
  semantics: 'relaxed',
  timing: { engines: ['cbpf-vm', 'x64'], seconds: 0.005 },
};

/** Ends filters that keep everything: a change that nobody but the plugin makes. */
const shorten = definePass({
  name: 'keep-less',
  summary: 'Keeps one byte in place of all.',
  run(filter, { count }) {
    for (const { id, terminator } of [...filter.blocks()]) {
      if (terminator.kind === 'return' && terminator.verdict.kind === 'constant') {
        const { value } = terminator.verdict;
        if (value > 1) {
          filter.setTerminator(id, returnConstant(1));
          count('shortened');
        }
      }
    }
  },
});

/** The programs that each engine ran, by the order in which they were loaded. */
function loadedPrograms(engine: string): Code[] {
  const codes: Code[] = [];
  const found = engineNamed(engine);
  const load = found.load.bind(found);
  vi.spyOn(found, 'load').mockImplementation((code) => {
    codes.push(code);
    return load(code);
  });
  return codes;
}

const unescaped = (markup: string): string =>
  markup
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The listings of a filter's section, one for each target. */
const listingsIn = (section: string): readonly string[] =>
  [...section.matchAll(/<pre class="code" tabindex="0">(.*?)<\/pre>/gs)].map(([, text = '']) =>
    unescaped(text.replaceAll(/<[^>]*>/g, '')),
  );

/** The bytes that a listing of machine code shows, in hexadecimal. */
const bytesIn = (listing: string): string =>
  [...listing.matchAll(/^[0-9a-f]{4,} {2}((?:[0-9a-f]{2} )*[0-9a-f]{2})/gm)]
    .map(([, bytes = '']) => bytes.replaceAll(' ', ''))
    .join('');

function programText(code: Code | undefined, kind: CodeKind): string {
  if (code?.kind === 'cbpf' && kind === 'cbpf') {
    return printListing(code.program);
  }
  return code?.kind === 'x64' && kind === 'x64' ? Buffer.from(code.bytes).toString('hex') : kind;
}

test.each<[name: string, change: Partial<ExperimentConfig>]>([
  ['O3', { pipelines: ['O3'] }],
  [
    'a pipeline with a plugin',
    {
      pipelines: { mine: `keep-less,${NAMED_PIPELINES.O2.text}` },
      plugins: [{ name: 'shorten', passes: [shorten] }],
    },
  ],
])('the report shows the programs that ran: %s, relaxed', async (_name, change) => {
  const [cbpf, x64] = [loadedPrograms('cbpf-vm'), loadedPrograms('x64')];
  const results = await runExperiment({
    config: { ...CONFIG, ...change },
    directory: PACKAGE_ROOT,
  });
  vi.restoreAllMocks();
  const sections = unpackedSections(
    await renderReport([readResults(writeResults(results), 'shown.json')]),
  );
  expect(sections).toHaveLength(4);
  expect(sections.join('')).not.toContain('unknown pass');
  for (const [index, section] of sections.entries()) {
    const [first = '', second = ''] = listingsIn(section);
    expect(first).toBe(programText(cbpf[index], 'cbpf'));
    expect(bytesIn(second)).toBe(programText(x64[index], 'x64'));
    expect(section).toContain('--semantics relaxed');
  }
  expect(results.filters.at(-1)?.variants[0]).toHaveProperty(
    'compilations.length',
    2, // x64 has registers to keep what classic BPF loads again
  );
  expect(results.options).toMatchObject({ semantics: 'relaxed', snaplen: 262_144 });
});
