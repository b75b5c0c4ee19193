import { invariant } from '../invariant.ts';
import { Random } from '../random.ts';
import { quantile } from '../statistics.ts';

/** Two ends between which a quantity lies, both included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How a bootstrap is run; all parts have defaults. */
export interface BootstrapOptions {
  /** A u32; the same seed gives the same interval. Default: 1. */
  readonly seed?: number;
  /** How often to draw anew. Default: 2,000. */
  readonly resamples?: number;
  /** The share of draws inside the interval, 0 to 1. Default: 0.95. */
  readonly level?: number;
}

/**
 * The percentile interval of a statistic, of which `draw` yields one value on a sample drawn anew with
 * replacement. Costs one call of `draw` a resample.
 *
 * Source: Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7, 1979.
 */
export function bootstrapInterval(
  draw: (random: Random) => number,
  { seed = 1, resamples = 2_000, level = 0.95 }: BootstrapOptions = {},
): Interval {
  const random = new Random(seed);
  const values = Array.from({ length: resamples }, () => draw(random)).sort((a, b) => a - b);
  const low = quantile(values, (1 - level) / 2);
  const high = quantile(values, (1 + level) / 2);
  invariant(low !== null && high !== null, 'a bootstrap draws at least once');
  return { low, high };
}

/** As many of `values` as there are, drawn with replacement. */
export function resample<Value>(values: readonly Value[], random: Random): readonly Value[] {
  return values.map(() => values[random.below(values.length)] as Value);
}
