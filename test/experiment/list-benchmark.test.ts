import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import {
  benchmarkLists,
  listBenchmarkTable,
  missesTarget,
} from '../../src/experiment/benchmark/list-benchmark.ts';
import { loadTraces } from '../../src/experiment/input/trace-file.ts';
import { ROOT } from '../cli/run-command.ts';
import { testWhere } from '../engine/test-where.ts';

const traces = loadTraces([
  { name: 'attack.pcap', path: path.join(ROOT, 'corpora/traces/attack.pcap') },
]);
const results = benchmarkLists({ traces, terms: 20 });

describe('the benchmark of lists', () => {
  test('measures each kind at each level, and what has to fit the kernel', () => {
    const kinds = ['host', 'port', 'net', 'tcp-dst-port', 'host-and-port'];
    expect(results.costs.map(({ kind }) => kind)).toEqual(kinds.flatMap((kind) => [kind, kind]));
    for (const { executed, size, trace, terms } of results.costs) {
      expect(executed.ours).toBeGreaterThan(2);
      expect(size.ours).toBeGreaterThan(executed.ours);
      expect([trace, terms]).toEqual(['attack', 20]);
    }
    expect(results.limits.map(({ kind, terms, holds }) => [kind, terms, holds])).toEqual([
      ['host', 1_000, true],
      ['port', 1_000, true],
      ['net', 500, true],
    ]);
  });

  testWhere(libpcapUnavailable())('compares with libpcap', () => {
    for (const { executed, ratio, target, holds } of results.costs) {
      expect(ratio).toBeCloseTo((executed.libpcap ?? 0) / executed.ours, 9);
      expect(holds).toBe((ratio ?? 0) >= target);
    }
    expect(missesTarget(results)).toBe(results.costs.some(({ holds }) => holds === false));
  });

  test('says so where there is nothing to compare with', () => {
    const alone = {
      ...results,
      costs: results.costs.map((cost) => ({ ...cost, ratio: null, holds: null })),
      unavailable: 'libpcap is not installed',
    };
    expect(missesTarget(alone)).toBe(false);
    expect(listBenchmarkTable(alone)).toContain(
      'nothing to compare with: libpcap is not installed',
    );
  });

  test('a program that is too long misses its target', () => {
    const limits = results.limits.map((limit) => ({ ...limit, size: 5_000, holds: false }));
    expect(missesTarget({ ...results, costs: [], limits })).toBe(true);
    expect(listBenchmarkTable({ ...results, limits })).toContain('MISSED');
  });
});
