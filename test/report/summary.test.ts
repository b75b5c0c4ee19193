import { describe, expect, test } from 'vitest';
import type { CompiledVariant, ExperimentResults } from '../../src/artifact/results/results.ts';
import { compilePhases } from '../../src/report/data/compile-phases.ts';
import { filterCount, groupFindings } from '../../src/report/data/finding-groups.ts';
import { exactMeasures, measured } from '../../src/report/data/measure.ts';
import { filterRatios, ratioTable } from '../../src/report/data/ratio-table.ts';
import { rolesOf } from '../../src/report/data/roles.ts';
import { compareRuns } from '../../src/report/data/run-comparison.ts';
import { timingTable } from '../../src/report/data/timing-table.ts';
import { geometricMean, quantile } from '../../src/support/statistics.ts';
import { sampleResults } from './sample-results.ts';

const results = sampleResults();

/** The results with every compiled variant changed. */
function withVariants(change: (variant: CompiledVariant) => CompiledVariant): ExperimentResults {
  return {
    ...results,
    filters: results.filters.map((filter) => ({
      ...filter,
      variants: filter.variants.map((variant) => ('error' in variant ? variant : change(variant))),
    })),
  };
}

test('a geometric mean and quantiles', () => {
  expect(geometricMean([1, 10, 100])).toBeCloseTo(10);
  expect(geometricMean([])).toBeNull();
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([], 0.5)).toBeNull();
});

describe('roles', () => {
  test('O2 is set against the peer that optimizes', () => {
    expect(rolesOf(results)).toEqual({
      subject: 'O2',
      baseline: 'libpcap -O',
      reference: 'O0',
    });
  });

  test('without peers our first pipeline is the baseline and the reference', () => {
    const alone = { ...results, pipelines: results.pipelines.filter(({ peer }) => !peer) };
    expect(rolesOf(alone)).toEqual({ subject: 'O2', baseline: 'O0', reference: 'O0' });
  });

  test('there are none where nothing was compiled', () => {
    expect(rolesOf({ ...results, filters: [] })).toBeNull();
  });
});

test('executed instructions are weighted by the packets of the traces', () => {
  const [filter] = results.filters;
  expect(filter).toBeDefined();
  if (filter !== undefined) {
    const mean = measured(exactMeasures(results).executed, filter, 'libpcap -O');
    expect(mean).toBeCloseTo((2 * 1_000 + 3 * 3_000) / 4_000);
  }
});

test('ratios by group and in total leave out filters that some pipeline failed on', () => {
  const table = ratioTable(results, exactMeasures(results).executed, 'libpcap -O');
  expect(table.pipelines).toEqual(['O0', 'O2', 'libpcap']);
  expect(table.rows.map(({ group, filters }) => [group, filters])).toEqual([
    ['everyday', 3],
    ['arithmetic', 2],
  ]);
  expect(table.total.filters).toBe(5);
  expect(table.leftOut).toBe(1);
  for (const [index, ratio] of [1.4, 0.9, 1.5].entries()) {
    expect(table.total.ratios[index]).toBeCloseTo(ratio);
  }
});

test('the filters are ordered by ratio', () => {
  const ratios = filterRatios(results, exactMeasures(results).size, {
    subject: 'O2',
    baseline: 'libpcap -O',
  }).map(({ ratio }) => ratio);
  expect(ratios).toHaveLength(5);
  expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
});

test('times are compared over what every engine and pipeline ran', () => {
  const table = timingTable(results);
  expect(table.runners).toHaveLength(4 + 2 + 4);
  expect([table.pairs, table.filters]).toEqual([10, 5]);
  const native = table.summary({ engine: 'native', pipeline: 'O2' });
  const vm = table.summary({ engine: 'cbpf-vm', pipeline: 'O2' });
  expect((vm?.mean ?? 0) / (native?.mean ?? 1)).toBeCloseTo(18 / 1.5);
  expect(table.summary({ engine: 'native', pipeline: 'libpcap' })).toBeNull();
});

test('what several engines found alike is one group, and ours are apart from those of peers', () => {
  const { ours, peers } = groupFindings(results);
  expect(ours).toEqual([]);
  expect(peers.map(({ finding, engines }) => [finding.pipeline, engines])).toEqual([
    ['libpcap -O', ['cbpf-vm', 'libpcap']],
  ]);
  expect(filterCount(peers)).toBe(1);
});

test('compile time is split into phases whose sum is the whole', () => {
  const { phases, rows } = compilePhases(results, 'O2');
  expect(phases).toEqual([
    'front end',
    'sparse-constant-propagation',
    'gvn',
    'dead-code',
    'lowering to cBPF',
    'lowering to x86-64',
  ]);
  const sum = rows[0]?.milliseconds.reduce((total, each) => total + each, 0);
  expect(sum).toBeCloseTo(0.1 + 0.02 + 0.04 + 0.06 + 0.05 + 0.08);
});

test('two runs are compared by pipeline and engine', () => {
  const slower = withVariants((variant) => ({
    ...variant,
    timing: variant.timing.map((entry) => ({ ...entry, median: entry.median * 2 })),
  }));
  const [o0] = compareRuns([results, slower]);
  expect(o0).toMatchObject({ pipeline: 'O0', filters: 5 });
  expect(o0?.executed).toBeCloseTo(1);
  expect(o0?.times.map(({ ratio }) => ratio?.toFixed(2))).toEqual(['2.00', '2.00', '2.00']);
});
