import type { UnaryOp } from '../../ir/ops.ts';
import { MAX_U32 } from '../../support/u32.ts';
import type { ArithmeticOp } from './term.ts';

/**
 * What is known of an i32: limits and single bits. Deliberately made without the ranges of
 * `src/analysis`, on which the passes rely that are to be proved.
 */
export interface AbstractValue {
  /** The least value that it can have, a u32. */
  readonly low: number;
  /** The largest value that it can have, a u32. */
  readonly high: number;
  /** The bits that are known to be 0, as a u32 mask. */
  readonly zeros: number;
  /** The bits that are known to be 1, as a u32 mask. */
  readonly ones: number;
}

/** Nothing but that it is an i32. */
export const ANYTHING: AbstractValue = { low: 0, high: MAX_U32, zeros: 0, ones: 0 };

/** That it is `value`, a u32. */
export const exactly = (value: number): AbstractValue => ({
  low: value,
  high: value,
  zeros: ~value >>> 0,
  ones: value,
});

/** That it lies between `low` and `high`, both included; `null` where nothing does. */
export const between = (low: number, high: number): AbstractValue | null =>
  low > high ? null : meet(ANYTHING, { ...ANYTHING, low, high });

/** That the bits of `zeros` are 0 and those of `ones` are 1. */
export const bits = (zeros: number, ones: number): AbstractValue => ({ ...ANYTHING, zeros, ones });

/** That it is one value: that value; else `null`. */
export const onlyValue = ({ low, high }: AbstractValue): number | null =>
  low === high ? low : null;

/** Both at once, each limit sharpened by the other facts; `null` where they contradict each other. */
export function meet(a: AbstractValue, b: AbstractValue): AbstractValue | null {
  let zeros = (a.zeros | b.zeros) >>> 0;
  let ones = (a.ones | b.ones) >>> 0;
  let low = Math.max(a.low, b.low, ones);
  let high = Math.min(a.high, b.high, ~zeros >>> 0);
  if (low > high || (zeros & ones) !== 0) {
    return null;
  }
  zeros = (zeros | ~maskUpTo(high)) >>> 0;
  const possible = ~zeros >>> 0;
  if (low > 0) {
    low = Math.max(low, (possible & -possible) >>> 0);
  }
  high = Math.min(high, possible);
  if (low > high) {
    return null;
  }
  if (low === high) {
    return (low & zeros) !== 0 || (ones & ~low) !== 0 ? null : exactly(low);
  }
  const common = commonPrefix(low, high);
  ones = (ones | (low & common)) >>> 0;
  zeros = (zeros | (~low & common)) >>> 0;
  return (zeros & ones) === 0 ? { low, high, zeros, ones } : null;
}

/** What holds whichever of the two holds. */
export const join = (a: AbstractValue, b: AbstractValue): AbstractValue => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
  zeros: (a.zeros & b.zeros) >>> 0,
  ones: (a.ones & b.ones) >>> 0,
});

/** The mask of all bits that a value up to `high` can have. */
const maskUpTo = (high: number): number => (high === 0 ? 0 : MAX_U32 >>> Math.clz32(high));

/** The mask of the leading bits in which both agree. */
const commonPrefix = (low: number, high: number): number => ~maskUpTo((low ^ high) >>> 0) >>> 0;

const range = (low: number, high: number): AbstractValue =>
  high > MAX_U32 || low < 0 ? ANYTHING : (between(low, high) ?? ANYTHING);

/** `a` and `b` as far as they agree; `a` where they don't, which is no worse. */
const both = (a: AbstractValue, b: AbstractValue): AbstractValue => meet(a, b) ?? a;

type Transfer = (a: AbstractValue, b: AbstractValue) => AbstractValue;

/** What is known of a result from what is known of the operands, for i32; nothing for other operations. */
const TRANSFERS: Readonly<Partial<Record<ArithmeticOp, Transfer>>> = {
  add: (a, b) => range(a.low + b.low, a.high + b.high),
  sub: (a, b) => range(a.low - b.high, a.high - b.low),
  mul: (a, b) => range(a.low * b.low, a.high * b.high),
  div: (a, b) =>
    b.low === 0 ? ANYTHING : range(Math.floor(a.low / b.high), Math.floor(a.high / b.low)),
  mod: (a, b) => (b.low === 0 ? ANYTHING : range(0, Math.min(a.high, b.high - 1))),
  and: (a, b) =>
    both(
      range(0, Math.min(a.high, b.high)),
      bits((a.zeros | b.zeros) >>> 0, (a.ones & b.ones) >>> 0),
    ),
  or: (a, b) =>
    both(
      range(Math.max(a.low, b.low), MAX_U32),
      bits((a.zeros & b.zeros) >>> 0, (a.ones | b.ones) >>> 0),
    ),
  xor: (a, b) => {
    const known = (a.zeros | a.ones) & (b.zeros | b.ones);
    const value = a.ones ^ b.ones;
    return both(ANYTHING, bits((known & ~value) >>> 0, (known & value) >>> 0));
  },
  shl: (a, b) => shiftedLeft(a, onlyValue(b)),
  shr: (a, b) => shiftedRight(a, onlyValue(b)),
  ashr: (a, b) => (a.high < 2 ** 31 ? shiftedRight(a, onlyValue(b)) : ANYTHING),
};

function shiftedLeft(a: AbstractValue, distance: number | null): AbstractValue {
  if (distance === null || distance > 31) {
    return distance === null ? ANYTHING : exactly(0);
  }
  const vacated = 2 ** distance - 1;
  const shifted = bits(((a.zeros << distance) | vacated) >>> 0, (a.ones << distance) >>> 0);
  return both(range(a.low * 2 ** distance, a.high * 2 ** distance), shifted);
}

function shiftedRight(a: AbstractValue, distance: number | null): AbstractValue {
  if (distance === null) {
    return range(0, a.high);
  }
  if (distance > 31) {
    return exactly(0);
  }
  const shifted = bits(
    ((a.zeros >>> distance) | ~(MAX_U32 >>> distance)) >>> 0,
    a.ones >>> distance,
  );
  return both(range(a.low >>> distance, a.high >>> distance), shifted);
}

/** What is known of `op` on i32 operands of which this much is known. */
export const abstractBinary = (
  op: ArithmeticOp,
  a: AbstractValue,
  b: AbstractValue,
): AbstractValue => TRANSFERS[op]?.(a, b) ?? ANYTHING;

/** What is known of the i32 that `op` yields, whatever its operand. */
export const abstractUnary = (op: UnaryOp): AbstractValue =>
  op === 'bswap16' ? range(0, 0xffff) : ANYTHING;

/** What is known of an i32 load: its bytes. */
export const abstractLoad = (width: number): AbstractValue =>
  width < 4 ? range(0, 2 ** (8 * width) - 1) : ANYTHING;
