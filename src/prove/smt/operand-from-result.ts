import { MAX_U32 } from '../../support/u32.ts';
import { type AbstractValue, between, bits, meet } from './abstract-value.ts';
import type { ArithmeticOp } from './term.ts';

/** A result of `operand op constant`. */
export interface KnownResult {
  /** A u32. */
  readonly constant: number;
  /** What is known of the result. */
  readonly after: AbstractValue;
  /** What is known of the operand anyway. */
  readonly before: AbstractValue;
}

/** What is known of the operand from what is known of the result; `null` for nothing. */
export function operandFromResult(op: ArithmeticOp, result: KnownResult): AbstractValue | null {
  const { constant, after, before } = result;
  switch (op) {
    case 'and':
      return belowMask(result);
    case 'add':
      return belowSum(result);
    case 'xor': {
      const known = after.zeros | after.ones;
      const value = after.ones ^ constant;
      return bits((known & ~value) >>> 0, (known & value) >>> 0);
    }
    case 'shr':
      return constant > 31
        ? null
        : between(after.low * 2 ** constant, after.high * 2 ** constant + (2 ** constant - 1));
    case 'shl':
      return constant > 31 || before.high * 2 ** constant > MAX_U32
        ? null
        : between(Math.ceil(after.low / 2 ** constant), Math.floor(after.high / 2 ** constant));
    default:
      return null;
  }
}

function belowMask({ constant, after }: KnownResult): AbstractValue | null {
  const [zeros, ones] = [(after.zeros & constant) >>> 0, (after.ones & constant) >>> 0];
  const rest = ~constant >>> 0;
  const isPrefix = (rest & (rest + 1)) === 0;
  const limits = between(after.low, isPrefix ? (after.high | rest) >>> 0 : MAX_U32);
  return limits === null ? null : meet(limits, bits(zeros, ones));
}

function belowSum({ constant, after, before }: KnownResult): AbstractValue | null {
  const neverWraps = before.high + constant <= MAX_U32 || after.low >= constant;
  if (neverWraps) {
    return between(Math.max(0, after.low - constant), Math.max(0, after.high - constant));
  }
  return after.high < constant
    ? between(after.low - constant + MAX_U32 + 1, after.high - constant + MAX_U32 + 1)
    : null;
}
