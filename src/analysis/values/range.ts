import { MAX_U32 } from '../../support/u32.ts';

/**
 * What is known of an i32: an unsigned interval and the bits that are the same in all its values.
 *
 * The set meant is that of the u32 numbers in [low, high] that have all the bits of `ones` and none
 * of those of `zeros`. It is never empty; operations that could yield the empty set yield `null`.
 */
export interface Range {
  /** A u32, at most `high`. */
  readonly low: number;
  /** A u32. */
  readonly high: number;
  /** The bits that are 0, a u32. */
  readonly zeros: number;
  /** The bits that are 1, a u32. */
  readonly ones: number;
}

/** Any i32 at all. */
export const ANY: Range = { low: 0, high: MAX_U32, zeros: 0, ones: 0 };

/** The outcome of a comparison: 0 or 1. */
export const BOOLEAN: Range = { low: 0, high: 1, zeros: 0xffff_fffe, ones: 0 };

/** The one number `value`, a u32. */
export function exactly(value: number): Range {
  return { low: value, high: value, zeros: ~value >>> 0, ones: value };
}

/** The numbers from `low` to `high`, both u32 and `low <= high`. */
export function between(low: number, high: number): Range {
  return normalize({ low, high, zeros: 0, ones: 0 }) ?? ANY;
}

/** The numbers that have all the bits of `ones` and none of those of `zeros`, which are disjoint. */
export function withBits(zeros: number, ones: number): Range {
  return normalize({ low: 0, high: MAX_U32, zeros, ones }) ?? ANY;
}

/** What is in both ranges; `null` where that is nothing. */
export function intersect(a: Range, b: Range): Range | null {
  if (a === ANY || b === ANY) {
    return a === ANY ? b : a;
  }
  return normalize({
    low: Math.max(a.low, b.low),
    high: Math.min(a.high, b.high),
    zeros: (a.zeros | b.zeros) >>> 0,
    ones: (a.ones | b.ones) >>> 0,
  });
}

/** The smallest range that holds both. */
export function hull(a: Range, b: Range): Range {
  return {
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    zeros: (a.zeros & b.zeros) >>> 0,
    ones: (a.ones & b.ones) >>> 0,
  };
}

/** Whether `value`, a u32, is in the range. */
export function rangeContains({ low, high, zeros, ones }: Range, value: number): boolean {
  return low <= value && value <= high && (value & zeros) === 0 && (~value & ones) === 0;
}

/** The only number of the range; `null` where it has several. */
export function onlyValue({ low, high }: Range): number | null {
  return low === high ? low : null;
}

export function isSameRange(a: Range, b: Range): boolean {
  return a.low === b.low && a.high === b.high && a.zeros === b.zeros && a.ones === b.ones;
}

/**
 * The same set with interval and bits telling each other what they know: the bits bound the
 * interval, and the bits above the highest in which its ends differ are those of its ends.
 * `null` for the empty set.
 */
function normalize({ low, high, zeros, ones }: Range): Range | null {
  const possible = ~zeros >>> 0;
  let least = Math.max(low, ones);
  const most = Math.min(high, possible);
  if (least > 0 && (possible & (possible - 1)) === 0) {
    // One bit is all that can be set, and something is.
    least = Math.max(least, possible);
  }
  if (least > most) {
    return null;
  }
  const shared = prefixMask(least, most);
  const allOnes = (ones | (least & shared)) >>> 0;
  const allZeros = (zeros | (~least & shared)) >>> 0;
  if ((allOnes & allZeros) !== 0) {
    return null;
  }
  return { low: least, high: most, zeros: allZeros, ones: allOnes };
}

/** The bits above the highest one in which `low` and `high` differ. */
function prefixMask(low: number, high: number): number {
  const differing = (low ^ high) >>> 0;
  const shift = 32 - Math.clz32(differing);
  return shift === 32 ? 0 : (MAX_U32 << shift) >>> 0;
}
