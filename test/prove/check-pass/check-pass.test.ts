import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { peephole } from '../../../passes/peephole/peephole.ts';
import { renderCheckPassPage } from '../../../src/cli/check-pass-page.ts';
import {
  definePass,
  insertAfter,
  PlacementError,
  type Plugin,
} from '../../../src/compiler/plugin.ts';
import type { Pass } from '../../../src/pass/pass.ts';
import { type CheckPassOptions, checkPass } from '../../../src/prove/check-pass/check-pass.ts';
import { proveOverCorpus } from '../../../src/prove/check-pass/corpus-proofs.ts';
import { NoPassError, pipelinesFor } from '../../../src/prove/check-pass/pipelines.ts';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';
import { CodeRunner } from '../../../src/prove/trial/code-runner.ts';
import { passesOnly } from '../../../src/prove/trial/explicit-passes.ts';
import { readCaptureBuffer } from '../../../src/trace/read-capture.ts';
import { ROOT } from '../../cli/run-command.ts';
import { WRONG_PASSES } from '../wrong-passes.ts';

const FILTERS = [
  'tcp port 80',
  'host 10.0.0.1 or host 10.0.0.2',
  'ip[0] & 0xf != 5 and tcp[0] = 3',
  'ip[6:2] & 0x1fff = 0 and not udp',
  'ether[0] + 4 > 8',
  'this is no filter',
].map((expression) => ({ expression, dlt: 'EN10MB' }));

const TRACE = readFileSync(path.join(ROOT, 'corpora/traces/enterprise.pcap'));
const TRACES = [{ dlt: 'EN10MB', packets: [...readCaptureBuffer(TRACE)].slice(0, 50) }];

const pluginOf = (pass: Pass): Plugin => ({ name: `with-${pass.name}`, passes: [pass] });

const check = (plugin: Plugin, options: Partial<CheckPassOptions> = {}) =>
  checkPass({ plugin, filters: FILTERS, traces: TRACES, count: 25, ...options });

/** The rules that `peephole` has, as if someone else had written them. */
const right: Pass = { ...peephole(), name: 'my-peephole' };

test('a pass that loops for ever is ended, and refused', async () => {
  const endless = definePass({
    name: 'endless',
    summary: 'Loops for ever where there are two hosts.',
    run(filter) {
      for (; filter.blockCount > 5; ) {
        filter.append(filter.entry, { kind: 'const', value: 1 });
      }
    },
  });
  const { verdict, findings } = await check(pluginOf(endless));
  expect(verdict).toBe('refused');
  expect(findings.map(({ finding }) => finding.failure)).toEqual([
    { kind: 'endless', pass: 'endless' },
  ]);
  expect(findings[0]?.bisected).toMatchObject({ kind: 'pass', pass: 'endless', after: null });
});

describe('a pass that is right', () => {
  test('is accepted, proved, and weighed', async () => {
    const result = await check(pluginOf(right), { proofSeconds: 20 });
    expect(result).toMatchObject({ verdict: 'accepted', findings: [] });
    expect(result.corpus).toMatchObject({ cases: FILTERS.length, refused: 1 });
    expect(result.random).toMatchObject({ cases: 25 });
    const { proofs, ablation } = result;
    expect(proofs?.applications).toBeGreaterThan(0);
    expect((proofs?.proved ?? 0) + (proofs?.unknown.length ?? 0)).toBe(proofs?.applications);
    expect(ablation?.rows.length).toBe(FILTERS.length - 1);
    expect(ablation?.executed).toBeCloseTo(1, 1);
  }, 120_000);

  test('is weighed by what it gains where its plugin puts it', async () => {
    const plugin: Plugin = {
      name: 'pruning',
      passes: [right],
      pipeline: (pipeline) => insertAfter(pipeline, 'switch-formation', right),
    };
    const { pipelines, ablation } = await check(plugin, { count: 5, proofSeconds: 0 });
    expect(pipelines.tried.map(({ what }) => what)).toContain('where the plugin puts it');
    expect(pipelines.ablation.withPasses).toContain('my-peephole');
    expect(pipelines.ablation.without).not.toContain('my-peephole');
    expect(ablation).not.toBeNull();
  });
});

describe('a pass that is wrong is refused', () => {
  test.each([
    ['unusedChecks', 'verdict'],
    ['swappedBranch', 'verdict'],
    ['brokenIr', 'invalid-ir'],
    ['throwing', 'crash'],
  ] as const)('%s: %s', async (name, kind) => {
    const pass = WRONG_PASSES[name];
    const result = await check(pluginOf(pass));
    expect(result).toMatchObject({ verdict: 'refused', proofs: null, ablation: null });
    const [first] = result.findings;
    expect(first?.finding.failure.kind).toBe(kind);
    expect(first?.bisected).toMatchObject({ kind: 'pass', pass: pass.name });
    expect(first?.finding.packet === null).toBe(kind !== 'verdict');
  });

  test('but not where the semantics allow what it does', async () => {
    const plugin = pluginOf(WRONG_PASSES.unusedChecks);
    const result = await check(plugin, { semantics: 'relaxed', proofSeconds: 0 });
    expect(result.verdict).toBe('accepted');
  });
});

test.skipIf(z3Version() === null)(
  `proofs alone find a wrong pass too${z3Version() === null ? ' (needs z3)' : ''}`,
  async () => {
    const { openSolver } = await import('../../../src/prove/solver/open-solver.ts');
    const plugin = pluginOf(WRONG_PASSES.swappedBranch);
    const [solver, runner] = [await openSolver(), new CodeRunner()];
    const { finding, proofs } = await proveOverCorpus({
      filters: FILTERS,
      pipelines: pipelinesFor(plugin),
      config: passesOnly({ plugins: [plugin] }),
      semantics: 'strict',
      seconds: 20,
      solver,
      runner,
    });
    solver?.close();
    runner.close();
    expect(finding?.failure.kind).toBe('verdict');
    expect(finding?.packet).not.toBeNull();
    expect(proofs.solver).toMatch(/z3/);
  },
);

describe('the page', () => {
  test('of a refused pass shows the packet and what the pass did', async () => {
    const result = await check(pluginOf(WRONG_PASSES.swappedBranch));
    const page = renderCheckPassPage(result, ['cases/<one>.json']);
    const [first] = result.findings;
    expect(page).toContain('refused');
    expect(page).toContain(Buffer.from(first?.finding.packet?.bytes ?? []).toString('hex'));
    expect(page).toContain('cases/&lt;one&gt;.json');
    expect(page).toContain('class="removed"');
  });

  test('of an accepted pass shows what it gains', async () => {
    const result = await check(pluginOf(right), { count: 2, proofSeconds: 5 });
    const page = renderCheckPassPage(result, []);
    expect(page).toContain('accepted');
    expect(page).toContain('What they gain');
    expect(page).toContain('my-peephole');
  });
});

test('a plugin without a pass is none to check', () => {
  expect(() => pipelinesFor({ name: 'watcher', onPass: () => {} })).toThrow(NoPassError);
});

test('a plugin that finds no place in the default pipeline says so', () => {
  const plugin: Plugin = {
    name: 'lost',
    passes: [right],
    pipeline: (pipeline) => insertAfter(pipeline, 'no-such-pass', right),
  };
  expect(() => pipelinesFor(plugin)).toThrow(PlacementError);
});
