import { expect, test } from 'vitest';
import { summarizeProofs } from '../../../src/artifact/results/proof-summary.ts';
import type { ExperimentResults, StepProof } from '../../../src/artifact/results/results.ts';
import { readResults } from '../../../src/artifact/results/results-schema.ts';
import { runExperiment } from '../../../src/experiment/run-experiment.ts';
import { proofFigures } from '../../../src/report/data/proofs.ts';
import { renderMarkdown } from '../../../src/report/render-markdown.ts';
import { renderReport } from '../../../src/report/render-report.ts';
import { ROOT } from '../../cli/run-command.ts';

const run = (prove: boolean): Promise<ExperimentResults> =>
  runExperiment({
    directory: ROOT,
    config: {
      name: 'proofs',
      filters: [{ group: 'some', expressions: ['tcp port 80', 'net 10.0.0.0/8'] }],
      traces: ['corpora/traces/odd.pcap'],
      pipelines: ['O0', 'O2'],
      engines: ['cbpf-vm'],
      peers: { libpcap: false },
      repetitions: 1,
      timing: false,
      prove,
    },
  });

test('an experiment proves every pass and the lowering, and the report shows it', async () => {
  const results = readResults(JSON.stringify(await run(true)), 'proofs.json');
  const figures = proofFigures(results);
  expect(figures?.open).toEqual([]);
  expect(figures?.total.changed).toBeGreaterThan(8);
  expect(figures?.steps.at(-1)).toMatchObject({ step: 'lowering to cbpf', proved: 4, unknown: 0 });
  expect(renderMarkdown(results)).toMatch(/Proved: (\d+) of \1 steps .* 0 unknown; median/);
  expect(await renderReport([results])).toContain('<h3>Proofs</h3>');
});

test('an experiment proves nothing where it is not asked to', async () => {
  const results = await run(false);
  expect(proofFigures(results)).toBeNull();
  expect(renderMarkdown(results)).not.toContain('Proved');
});

test('the figures tell the applications that changed nothing from the others', () => {
  const proof = (changed: boolean, milliseconds: number, note: string): StepProof => ({
    step: 'peephole',
    changed,
    outcome: note === 'late' ? 'unknown' : 'equivalent',
    milliseconds,
    note,
  });
  const [summary] = summarizeProofs([
    proof(false, 0, 'canonical'),
    proof(true, 2, 'paths'),
    proof(true, 4, 'solver'),
    proof(true, 100, 'late'),
  ]);
  expect(summary).toEqual({
    step: 'peephole',
    applications: 4,
    changed: 3,
    proved: 3,
    unknown: 1,
    disproved: 0,
    methods: { paths: 1, solver: 1 },
    median: 4,
    longest: 100,
    milliseconds: 106,
  });
});
