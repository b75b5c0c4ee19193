import { invariant } from './invariant.ts';

/**
 * The value below which `share` (0 to 1) of `sorted` lies, interpolated between neighbours; `null` of
 * none.
 */
export function quantile(sorted: readonly number[], share: number): number | null {
  const position = (sorted.length - 1) * share;
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  return low === undefined || high === undefined
    ? null
    : low + (high - low) * (position - Math.floor(position));
}

/** The median of at least one value, in any order. */
export function median(values: readonly number[]): number {
  const middle = quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
  invariant(middle !== null, 'a median is of at least one value');
  return middle;
}

/** The geometric mean of positive numbers; `null` of none. */
export function geometricMean(values: readonly number[]): number | null {
  const sum = values.reduce((total, value) => total + Math.log(value), 0);
  return values.length === 0 ? null : Math.exp(sum / values.length);
}

/** Ratios nearer to 1 than this count as equal: sums of counts are divided. */
const TOLERANCE = 1e-9;

/** How many of `ratios` are below 1, equal to it, and above. */
export function sidesOfOne(ratios: readonly number[]): {
  readonly below: number;
  readonly equal: number;
  readonly above: number;
} {
  const below = ratios.filter((ratio) => ratio < 1 - TOLERANCE).length;
  const above = ratios.filter((ratio) => ratio > 1 + TOLERANCE).length;
  return { below, equal: ratios.length - below - above, above };
}
