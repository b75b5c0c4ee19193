import type { TimeSpread } from '../../artifact/results/results.ts';
import { groupBy } from '../../support/group-by.ts';
import { geometricMean } from '../../support/statistics.ts';

/** One engine running the code of one pipeline for one filter on one trace. */
export interface BenchRow extends TimeSpread {
  readonly filter: string;
  readonly trace: string;
  readonly pipeline: string;
  readonly engine: string;
  /** Static instructions of the code that ran; `null` for the IR. */
  readonly instructions: number | null;
  /** cBPF instructions executed a packet; `null` where other code ran. */
  readonly executed: number | null;
  /**
   * The median divided by that of the first engine and pipeline, for the same filter and trace;
   * `null` where those did not run.
   */
  readonly ratio: number | null;
}

/** One engine with one pipeline, over all filters and traces. */
export interface BenchMean {
  readonly pipeline: string;
  readonly engine: string;
  /** How many rows it is of. */
  readonly rows: number;
  /** The geometric mean of the medians, in nanoseconds a packet. */
  readonly nanoseconds: number;
  /** The geometric mean of the ratios; `null` where there are none. */
  readonly ratio: number | null;
}

/** Works out the ratios of `rows`, which are in the order in which they were asked for. */
export function withRatios(rows: readonly Omit<BenchRow, 'ratio'>[]): readonly BenchRow[] {
  const [first] = rows;
  const bases = new Map(
    rows
      .filter(({ engine, pipeline }) => engine === first?.engine && pipeline === first.pipeline)
      .map((row) => [suiteOf(row), row.median]),
  );
  return rows.map((row) => {
    const base = bases.get(suiteOf(row));
    return { ...row, ratio: base === undefined ? null : row.median / base };
  });
}

/** The means over all rows of each engine and pipeline, in the order of the rows. */
export function meansOf(rows: readonly BenchRow[]): readonly BenchMean[] {
  const groups = groupBy(rows, ({ engine, pipeline }) => JSON.stringify([engine, pipeline]));
  return [...groups.values()].flatMap((group): readonly BenchMean[] => {
    const [first] = group;
    if (first === undefined) {
      return [];
    }
    const ratios = group.flatMap(({ ratio }) => ratio ?? []);
    return [
      {
        pipeline: first.pipeline,
        engine: first.engine,
        rows: group.length,
        nanoseconds: geometricMean(group.map(({ median }) => median)) ?? 0,
        ratio: geometricMean(ratios),
      },
    ];
  });
}

/** What rows have in common that were measured side by side. */
export function suiteOf({ filter, trace }: Pick<BenchRow, 'filter' | 'trace'>): string {
  return JSON.stringify([filter, trace]);
}
