import { describe, expect, test } from 'vitest';
import { bench } from '../../src/experiment/benchmark/bench.ts';
import { meansOf, withRatios } from '../../src/experiment/benchmark/bench-rows.ts';
import { benchTable } from '../../src/experiment/benchmark/bench-table.ts';
import {
  benchmarkCompilation,
  compileBenchmarkTable,
} from '../../src/experiment/benchmark/compile-benchmark.ts';
import { termList } from '../../src/experiment/benchmark/term-lists.ts';
import { readFilterList } from '../../src/experiment/input/corpus.ts';
import { findFiles } from '../../src/experiment/input/find-files.ts';
import { BATCH_PACKETS, loadTraces } from '../../src/experiment/input/trace-file.ts';
import { PACKAGE_ROOT } from '../../src/project/package-root.ts';

const traces = loadTraces(findFiles(['corpora/traces/odd.pcap'], PACKAGE_ROOT));
const list = (text: string): ReturnType<typeof readFilterList> =>
  readFilterList(text, { file: 'command line', group: 'bench' });

describe('benchmarks of filters', () => {
  test('rows for each engine and pipeline, means, and what is missing', async () => {
    const results = await bench({
      filters: list('tcp\nhost nosuchname\nudp port 53\n# dlt: RAW\nip'),
      traces,
      engines: ['cbpf-vm', 'interpreter'],
      pipelines: ['O0', 'sparse-constant-propagation,dead-code'],
      seconds: 0.005,
    });
    expect(results.rows.map(({ filter, engine }) => [filter, engine])).toEqual(
      ['tcp', 'udp port 53'].flatMap((filter) =>
        ['cbpf-vm', 'cbpf-vm', 'interpreter', 'interpreter'].map((engine) => [filter, engine]),
      ),
    );
    const [first, , third] = results.rows;
    expect(first).toMatchObject({ pipeline: 'O0', trace: 'odd', ratio: 1 });
    expect(first?.executed).toBeGreaterThan(1);
    expect(third).toMatchObject({ instructions: null, executed: null });
    expect(results.means).toHaveLength(4);
    expect(results.means[0]).toMatchObject({
      engine: 'cbpf-vm',
      pipeline: 'O0',
      rows: 2,
      ratio: 1,
    });
    expect(results.omissions.map(({ filter }) => filter)).toContain('host nosuchname');
    expect(results.omissions.map(({ filter }) => filter)).toContain('ip');

    const table = benchTable(results);
    expect(table).toMatch(/^tcp\n {2}on odd\nengine +pipeline/);
    expect(table).toMatch(/all, geometric means/);
    expect(table).toMatch(/not measured: O0 for 'host nosuchname': unknown host/);
  });

  test('an unknown engine or pipeline is refused', async () => {
    await expect(bench({ filters: [], traces, engines: ['warp'] })).rejects.toMatchObject({
      code: 'ENGINE',
    });
    await expect(bench({ filters: [], traces, pipelines: ['O9'] })).rejects.toMatchObject({
      code: 'CONFIG',
    });
  });
});

describe('rows and batches', () => {
  test('ratios are to the first engine and pipeline, where it ran', () => {
    const row = (filter: string, engine: string, median: number) => ({
      filter,
      engine,
      median,
      trace: 't',
      pipeline: 'O2',
      instructions: 1,
      executed: 1,
      quartile1: 1,
      quartile3: 1,
      minimum: 1,
      samples: 5,
    });
    const rows = withRatios([
      row('a', 'x', 10),
      row('a', 'y', 5),
      row('b', 'y', 7),
      row('c', 'x', 1),
      row('c', 'y', 2),
    ]);
    expect(rows.map(({ ratio }) => ratio)).toEqual([1, 0.5, null, 1, 2]);
    expect(meansOf(rows).map(({ engine, rows, ratio }) => [engine, rows, ratio])).toEqual([
      ['x', 2, 1],
      ['y', 3, 1],
    ]);
  });

  test('a batch has 4,096 packets, of a short trace some again', () => {
    const [trace] = traces;
    expect(trace?.timed.count).toBe(BATCH_PACKETS);
    const again = trace?.entry.packets ?? 0;
    expect(trace?.timed.caplens[again]).toBe(trace?.timed.caplens[0]);
    expect(trace?.batches.reduce((sum, { count }) => sum + count, 0)).toBe(again);
  });
});

describe('benchmarks of the compiler', () => {
  test('lists of terms are the same for one seed, and longer ones begin alike', () => {
    const short = termList('host', 10, 1);
    expect(short).toMatch(/^host [\d.]+( or host [\d.]+){9}$/);
    expect(termList('host', 20, 1).startsWith(short)).toBe(true);
    expect(termList('host', 10, 2)).not.toBe(short);
    expect(termList('net', 2, 1)).toMatch(/^net [\d.]+\.0\/24 or net /);
    expect(termList('port', 2, 1)).toMatch(/^port \d+ or port \d+$/);
  });

  test('costs by phase, growth, and the limits', () => {
    const result = benchmarkCompilation({ terms: [1_000, 2_000], kinds: ['host'] });
    const lists = result.costs.filter(({ kind }) => kind === 'host');
    expect(lists.map(({ terms }) => terms)).toEqual([1_000, 2_000]);
    expect(lists[0]?.growth).toBeNull();
    expect(lists[1]?.growth).toBeGreaterThan(0);
    for (const { total, frontend, passes, lowering } of lists) {
      expect(total).toBeCloseTo(frontend + passes + (lowering.cbpf?.milliseconds ?? 0), 6);
    }
    expect(result.limits.map(({ limit }) => limit)).toEqual([1, 100, 1]);
    expect(lists[1]?.bytesPerTerm).toBeGreaterThan(0);
    expect(result.costs.filter(({ bytesPerTerm }) => bytesPerTerm !== null)).toEqual(lists);
    expect(compileBenchmarkTable(result)).toMatch(/^filter +terms[\s\S]*claim +limit/);
  });
});
