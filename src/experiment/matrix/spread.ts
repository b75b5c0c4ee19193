import { MAX_KEPT_VALUES, type TimeSpread } from '../../artifact/results/results.ts';
import { quantile } from '../../support/statistics.ts';

/** How at least one repetition of a measurement scatters. */
export function spreadOf(repetitions: readonly number[]): TimeSpread {
  const sorted = repetitions.toSorted((a, b) => a - b);
  const at = (share: number): number => quantile(sorted, share) ?? 0;
  return {
    median: at(0.5),
    quartile1: at(0.25),
    quartile3: at(0.75),
    minimum: at(0),
    samples: sorted.length,
    values: keptOf(sorted),
  };
}

/** Evenly by rank, and no more precise than such times are. */
function keptOf(sorted: readonly number[]): readonly number[] {
  const count = Math.min(sorted.length, MAX_KEPT_VALUES);
  return Array.from({ length: count }, (_, index) => {
    const place = count === 1 ? 0 : Math.round((index * (sorted.length - 1)) / (count - 1));
    return Number((sorted[place] ?? 0).toPrecision(5));
  });
}
