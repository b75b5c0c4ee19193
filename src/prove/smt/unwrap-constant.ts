import { MAX_U32 } from '../../support/u32.ts';
import type { AbstractValue } from './abstract-value.ts';
import type { ArithmeticOp, BasicCompareOp } from './term.ts';

/** `(x op operand) compare value`, all of them i32. */
interface WrappedComparison {
  readonly compare: BasicCompareOp;
  readonly operand: number;
  readonly value: number;
  /** What is known of x. */
  readonly inner: AbstractValue;
}

/**
 * The constant with which x compares as `x op operand` does with `value`; the outcome where it is the
 * same for every x; `null` where there is no such constant.
 */
export function unwrapConstant(
  op: ArithmeticOp,
  comparison: WrappedComparison,
): number | boolean | null {
  const { compare, operand, value } = comparison;
  if (compare === 'slt') {
    return null;
  }
  switch (op) {
    case 'add':
      return compare === 'eq' ? (value - operand) >>> 0 : null;
    case 'xor':
      return compare === 'eq' ? (value ^ operand) >>> 0 : null;
    case 'shl':
      return unwrapLeftShift(comparison);
    case 'shr':
      return unwrapRightShift(comparison);
    default:
      return null;
  }
}

/** Where no bit is lost at the top: x * 2^n = value, x * 2^n < value. */
function unwrapLeftShift(comparison: WrappedComparison): number | boolean | null {
  const { compare, operand, value, inner } = comparison;
  const factor = 2 ** operand;
  if (operand > 31 || inner.high * factor > MAX_U32) {
    return null;
  }
  if (compare === 'ult') {
    return Math.ceil(value / factor);
  }
  return value % factor === 0 ? value / factor : false;
}

/** x < value * 2^n; and where no bit is lost at the bottom, x = value * 2^n. */
function unwrapRightShift(comparison: WrappedComparison): number | boolean | null {
  const { compare, operand, value, inner } = comparison;
  const factor = 2 ** operand;
  if (operand > 31 || (compare === 'eq' && (~inner.zeros & (factor - 1)) !== 0)) {
    return null;
  }
  return value * factor > MAX_U32 ? compare === 'ult' : value * factor;
}
