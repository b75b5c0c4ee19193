import { BINARY_OPS, type BinaryOp } from '../../ir/ops.ts';
import { MAX_U32 } from '../../support/u32.ts';
import {
  ANY,
  BOOLEAN,
  between,
  exactly,
  hull,
  intersect,
  onlyValue,
  type Range,
  rangeContains,
  withBits,
} from './range.ts';

/** The range of an operation's result from those of its i32 operands. */
export function binaryRange(op: BinaryOp, lhs: Range, rhs: Range): Range {
  const exact = exactResult(op, lhs, rhs);
  if (exact !== null) {
    return exactly(exact);
  }
  if (BINARY_OPS[op].compares) {
    const outcome = compareRanges(op, lhs, rhs);
    return outcome === null ? BOOLEAN : exactly(outcome ? 1 : 0);
  }
  return TRANSFER[op]?.(lhs, rhs) ?? ANY;
}

function exactResult(op: BinaryOp, lhs: Range, rhs: Range): number | null {
  const a = onlyValue(lhs);
  const b = onlyValue(rhs);
  return a === null || b === null ? null : BINARY_OPS[op].evaluate(a, b);
}

/** Whether the comparison holds for all, or for no, pairs of numbers from the ranges; else `null`. */
export function compareRanges(op: BinaryOp, lhs: Range, rhs: Range): boolean | null {
  switch (op) {
    case 'eq':
      return isDisjoint(lhs, rhs) ? false : equalIfSingle(lhs, rhs);
    case 'ne':
      return isDisjoint(lhs, rhs) ? true : negate(equalIfSingle(lhs, rhs));
    case 'ult':
      return isLess(lhs, rhs);
    case 'uge':
      return negate(isLess(lhs, rhs));
    case 'ugt':
      return isLess(rhs, lhs);
    case 'ule':
      return negate(isLess(rhs, lhs));
    case 'slt':
      return isLessSigned(lhs, rhs);
    case 'sge':
      return negate(isLessSigned(lhs, rhs));
    case 'sgt':
      return isLessSigned(rhs, lhs);
    case 'sle':
      return negate(isLessSigned(rhs, lhs));
    default:
      return null;
  }
}

const negate = (claim: boolean | null): boolean | null => (claim === null ? null : !claim);

const isDisjoint = (a: Range, b: Range): boolean => intersect(a, b) === null;

function equalIfSingle(a: Range, b: Range): boolean | null {
  const only = onlyValue(a);
  return only !== null && only === onlyValue(b) ? true : null;
}

function isLess(a: Range, b: Range): boolean | null {
  if (a.high < b.low) {
    return true;
  }
  return a.low >= b.high ? false : null;
}

const SIGN = 0x8000_0000;

/** As `isLess` where both ranges lie within one sign; the sign decides where it differs. */
function isLessSigned(a: Range, b: Range): boolean | null {
  const signA = signOf(a);
  const signB = signOf(b);
  if (signA === null || signB === null) {
    return null;
  }
  return signA === signB ? isLess(a, b) : signA === 1;
}

function signOf({ low, high }: Range): 0 | 1 | null {
  if (high < SIGN) {
    return 0;
  }
  return low >= SIGN ? 1 : null;
}

type Transfer = (lhs: Range, rhs: Range) => Range;

/** The operations that don't compare; one that is missing can yield anything. */
const TRANSFER: Readonly<Partial<Record<BinaryOp, Transfer>>> = {
  add: (a, b) => {
    const low = a.low + b.low;
    const high = a.high + b.high;
    if (high <= MAX_U32) {
      return between(low, high);
    }
    return low > MAX_U32 ? between(low - MAX_U32 - 1, high - MAX_U32 - 1) : ANY;
  },
  sub: (a, b) => {
    const low = a.low - b.high;
    const high = a.high - b.low;
    if (low >= 0) {
      return between(low, high);
    }
    return high < 0 ? between(low + MAX_U32 + 1, high + MAX_U32 + 1) : ANY;
  },
  mul: (a, b) => {
    const high = a.high * b.high;
    return high <= MAX_U32 ? between(a.low * b.low, high) : ANY;
  },
  div: (a, b) =>
    between(Math.floor(a.low / Math.max(b.high, 1)), Math.floor(a.high / Math.max(b.low, 1))),
  mod: (a, b) => between(0, Math.min(a.high, Math.max(b.high, 1) - 1)),
  and: (a, b) =>
    bounded(withBits((a.zeros | b.zeros) >>> 0, (a.ones & b.ones) >>> 0), {
      low: 0,
      high: Math.min(a.high, b.high),
    }),
  or: (a, b) =>
    bounded(withBits((a.zeros & b.zeros) >>> 0, (a.ones | b.ones) >>> 0), {
      low: Math.max(a.low, b.low),
      high: MAX_U32,
    }),
  xor: (a, b) =>
    withBits(
      ((a.zeros & b.zeros) | (a.ones & b.ones)) >>> 0,
      ((a.zeros & b.ones) | (a.ones & b.zeros)) >>> 0,
    ),
  shl: (a, b) => shiftLeft(a, b),
  shr: (a, b) => shiftRight(a, b),
};

function bounded(range: Range, { low, high }: Pick<Range, 'low' | 'high'>): Range {
  return intersect(range, between(low, high)) ?? range;
}

function shiftLeft(value: Range, by: Range): Range {
  const shift = onlyValue(by);
  if (shift === null) {
    return ANY;
  }
  if (shift >= 32) {
    return exactly(0);
  }
  const bits = withBits(
    ((value.zeros << shift) | ((1 << shift) - 1)) >>> 0,
    (value.ones << shift) >>> 0,
  );
  const scale = 2 ** shift;
  return value.high * scale <= MAX_U32
    ? bounded(bits, { low: value.low * scale, high: value.high * scale })
    : bits;
}

function shiftRight(value: Range, by: Range): Range {
  const shift = onlyValue(by);
  if (shift === null) {
    return between(0, value.high);
  }
  if (shift >= 32) {
    return exactly(0);
  }
  const vacated = shift === 0 ? 0 : (MAX_U32 << (32 - shift)) >>> 0;
  return bounded(withBits(((value.zeros >>> shift) | vacated) >>> 0, value.ones >>> shift), {
    low: value.low >>> shift,
    high: value.high >>> shift,
  });
}

/** The result of a select between two ranges. */
export function selectRange(test: Range, ifTrue: Range, ifFalse: Range): Range {
  if (!rangeContains(test, 0)) {
    return ifTrue;
  }
  return onlyValue(test) === 0 ? ifFalse : hull(ifTrue, ifFalse);
}
