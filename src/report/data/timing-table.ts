import type { ExperimentResults, TimingEntry } from '../../artifact/results/results.ts';
import { geometricMean, quantile } from '../../support/statistics.ts';
import { variantOf } from './measure.ts';

/** One engine running the code of one pipeline. */
export interface Runner {
  readonly engine: string;
  readonly pipeline: string;
}

/** Times in nanoseconds a packet, over the filters and traces that every runner ran. */
export interface TimingSummary {
  /** The geometric mean of the medians. */
  readonly mean: number;
  /** The quartiles and the median of the medians. */
  readonly quartile1: number;
  readonly median: number;
  readonly quartile3: number;
}

/** What was timed, side by side. */
export interface TimingTable {
  /** In the order of the results, engines first. */
  readonly runners: readonly Runner[];
  readonly groups: readonly string[];
  /** How many pairs of a filter and a trace are compared. */
  readonly pairs: number;
  /** How many filters those are of. */
  readonly filters: number;
  /** The times of a runner over one group, or over all; `null` where there is none. */
  summary(runner: Runner, group?: string): TimingSummary | null;
}

/** A filter on a trace, with the median of each runner. */
interface Pair {
  readonly filter: string;
  readonly group: string;
  readonly medians: ReadonlyMap<string, number>;
}

const keyOf = ({ engine, pipeline }: Runner): string => `${engine} ${pipeline}`;

/** Collects the times that can be compared: those of filters and traces that every runner ran. */
export function timingTable(results: ExperimentResults): TimingTable {
  const all = allPairs(results);
  const present = new Set(all.flatMap(({ medians }) => [...medians.keys()]));
  const runners = results.engines.flatMap(({ name: engine }) =>
    results.pipelines
      .map(({ name: pipeline }): Runner => ({ engine, pipeline }))
      .filter((runner) => present.has(keyOf(runner))),
  );
  const pairs = all.filter(({ medians }) => medians.size === runners.length);
  return {
    runners,
    groups: [...new Set(pairs.map(({ group }) => group))],
    pairs: pairs.length,
    filters: new Set(pairs.map(({ filter }) => filter)).size,
    summary: (runner, group) => {
      const values = pairs
        .filter((pair) => group === undefined || pair.group === group)
        .flatMap(({ medians }) => medians.get(keyOf(runner)) ?? []);
      return summarize(values);
    },
  };
}

function allPairs(results: ExperimentResults): readonly Pair[] {
  return results.filters.flatMap((filter) => {
    const byTrace = new Map<string, Map<string, number>>();
    for (const { name: pipeline } of results.pipelines) {
      for (const entry of variantOf(filter, pipeline)?.timing ?? []) {
        addMedian(byTrace, entry, pipeline);
      }
    }
    return [...byTrace.values()].map((medians) => ({
      filter: filter.id,
      group: filter.group,
      medians,
    }));
  });
}

function addMedian(
  byTrace: Map<string, Map<string, number>>,
  { trace, engine, median }: TimingEntry,
  pipeline: string,
): void {
  const medians = byTrace.get(trace) ?? new Map<string, number>();
  byTrace.set(trace, medians.set(keyOf({ engine, pipeline }), median));
}

function summarize(values: readonly number[]): TimingSummary | null {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const mean = geometricMean(sorted);
  const [quartile1, median, quartile3] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  return mean === null || quartile1 == null || median == null || quartile3 == null
    ? null
    : { mean, quartile1, median, quartile3 };
}
