import type { SwitchCase } from '../../../ir/ir.ts';
import type { Comparisons } from '../../../ir/stretches.ts';

/**
 * The number that halves the comparisons to be made: of all that they are about, the
 * middle one. Linear.
 */
export function middleBound({ singles, rest }: Comparisons): number {
  let bound = 0;
  let single = 0;
  let other = 1;
  for (let left = (singles.length + rest.length - 1) >> 1; left >= 0; left -= 1) {
    const nextSingle = singles[single]?.low ?? Number.POSITIVE_INFINITY;
    const nextOther = rest[other]?.low ?? Number.POSITIVE_INFINITY;
    bound = Math.min(nextSingle, nextOther);
    if (nextSingle < nextOther) {
      single += 1;
    } else {
      other += 1;
    }
  }
  return bound;
}

/** The index of the stretch that starts at `low`, of stretches in order. O(log n). */
export function indexOfLow(stretches: readonly SwitchCase[], low: number): number {
  let first = 0;
  let bound = stretches.length;
  while (first < bound) {
    const middle = (first + bound) >>> 1;
    if ((stretches[middle]?.low ?? 0) < low) {
      first = middle + 1;
    } else {
      bound = middle;
    }
  }
  return first;
}
