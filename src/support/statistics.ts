import { invariant } from './invariant.ts';

/**
 * The value below which `share` (0 to 1) of `sorted` lies, interpolated between neighbours. There
 * must be at least one value.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  invariant(low !== undefined && high !== undefined, 'a quantile is of at least one value');
  return low + (high - low) * (position - Math.floor(position));
}

/** The median of at least one value, in any order. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** The geometric mean of at least one positive number. */
export function geometricMean(values: readonly number[]): number {
  invariant(values.length > 0, 'a mean is of at least one value');
  const sum = values.reduce((total, value) => total + Math.log(value), 0);
  return Math.exp(sum / values.length);
}
