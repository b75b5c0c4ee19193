import { intersect, type Range, withBits } from '../../analysis/values/range.ts';
import { MAX_U32 } from '../../support/u32.ts';

/** What a test has told of a value: some of its bits, as a number, are in an interval or not. */
export interface Constraint {
  /** The bits that the test is about, a u32; the others count as 0. */
  readonly mask: number;
  /** The least u32 that they can be, or, where `inside` is `false`, that they can't be. */
  readonly low: number;
  /** The greatest such u32. */
  readonly high: number;
  readonly inside: boolean;
}

/** The constraint that holds where `constraint` does not. */
export function opposite(constraint: Constraint): Constraint {
  return { ...constraint, inside: !constraint.inside };
}

/**
 * Whether some u32 below 2^bits may satisfy all constraints. Bits and interval tell each other what
 * they know until nothing changes. Answers `true` where that does not show a contradiction, so an
 * outcome taken for implied is implied.
 */
export function isSatisfiable(constraints: readonly Constraint[], bits: 8 | 16 | 32): boolean {
  const all = bits === 32 ? MAX_U32 : 2 ** bits - 1;
  let known: Range | null = withBits(~all >>> 0, 0);
  for (;;) {
    const before: Range = known;
    for (const constraint of constraints) {
      known = known === null ? null : narrow(known, constraint, all);
    }
    if (known === null || isSame(before, known)) {
      return known !== null;
    }
  }
}

const isSame = (a: Range, b: Range): boolean =>
  a.low === b.low && a.high === b.high && a.zeros === b.zeros && a.ones === b.ones;

/** What remains of `known`; `null` for nothing. */
function narrow(known: Range, constraint: Constraint, all: number): Range | null {
  return constraint.inside
    ? narrowInside(known, constraint, all)
    : narrowOutside(known, constraint, all);
}

function narrowInside(known: Range, { mask, low, high }: Constraint, all: number): Range | null {
  const masked = maskedRange(known, mask);
  const part = masked === null ? null : intersect(masked, { low, high, zeros: 0, ones: 0 });
  if (part === null) {
    return null;
  }
  const narrowed = intersect(known, withBits((part.zeros & mask) >>> 0, (part.ones & mask) >>> 0));
  if (narrowed === null || !isPrefix(mask, all)) {
    return narrowed;
  }
  return intersect(narrowed, {
    low: part.low,
    high: (part.high | (~mask & all)) >>> 0,
    zeros: 0,
    ones: 0,
  });
}

/** What the bits of `mask` can be. */
function maskedRange(known: Range, mask: number): Range | null {
  return intersect(
    withBits(((known.zeros & mask) | ~mask) >>> 0, (known.ones & mask) >>> 0),
    isTop(mask, known.high)
      ? { low: (known.low & mask) >>> 0, high: (known.high & mask) >>> 0, zeros: 0, ones: 0 }
      : { low: 0, high: MAX_U32, zeros: 0, ones: 0 },
  );
}

/** Whether `mask` keeps the bits of numbers up to `high` from some bit on, so that order is kept. */
function isTop(mask: number, high: number): boolean {
  const bits = 32 - Math.clz32(high);
  const all = bits === 32 ? MAX_U32 : 2 ** bits - 1;
  return isPrefix((mask & all) >>> 0, all);
}

/** Whether `mask` is the highest bits of `all`. */
function isPrefix(mask: number, all: number): boolean {
  const rest = (~mask & all) >>> 0;
  return (rest & (rest + 1)) === 0;
}

function narrowOutside(known: Range, constraint: Constraint, all: number): Range | null {
  const { mask, low, high } = constraint;
  const masked = maskedRange(known, mask);
  if (masked === null || (low <= masked.low && masked.high <= high)) {
    return null;
  }
  if (low <= masked.low && masked.low <= high) {
    return narrowInside(known, { mask, low: high + 1, high: MAX_U32, inside: true }, all);
  }
  if (low <= masked.high && masked.high <= high) {
    return narrowInside(known, { mask, low: 0, high: low - 1, inside: true }, all);
  }
  return low === high ? narrowLastBit(known, constraint) : known;
}

/** Where all bits but one are those of the number that can't be, the last is the other. */
function narrowLastBit(known: Range, { mask, low }: Constraint): Range | null {
  const open = (mask & ~(known.zeros | known.ones)) >>> 0;
  const agrees = ((known.ones ^ low) & mask & ~open) === 0;
  if ((low & ~mask) !== 0 || !agrees || open === 0 || (open & (open - 1)) !== 0) {
    return known;
  }
  return intersect(known, (low & open) === 0 ? withBits(0, open) : withBits(open, 0));
}
