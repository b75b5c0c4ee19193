import { BINARY_OPS, type BinaryOp, type CompareOp, type Scalar, type Type } from '../../ir/ops.ts';
import { meet } from './abstract-value.ts';
import { LogicTerms } from './logic-terms.ts';
import type { ArithmeticOp, BasicCompareOp, TermId } from './term.ts';
import { unwrapConstant } from './unwrap-constant.ts';

/** How a comparison comes down to a basic one. */
interface CompareForm {
  readonly op: BasicCompareOp;
  readonly swapped: boolean;
  readonly negated: boolean;
}

const form = (op: BasicCompareOp, swapped: boolean, negated: boolean): CompareForm => ({
  op,
  swapped,
  negated,
});

const COMPARE_FORMS: Readonly<Record<CompareOp, CompareForm>> = {
  eq: form('eq', false, false),
  ne: form('eq', false, true),
  ult: form('ult', false, false),
  ule: form('ult', true, true),
  ugt: form('ult', true, false),
  uge: form('ult', false, true),
  slt: form('slt', false, false),
  sle: form('slt', true, true),
  sgt: form('slt', true, false),
  sge: form('slt', false, true),
};

/** The operations that yield 0 for equal operands, and for no others. */
const DIFFERENCES: ReadonlySet<ArithmeticOp> = new Set(['sub', 'xor']);

/**
 * Makes comparisons. They come down to three, constants stand on the right, and what is done to a
 * value with a constant is done to the other constant instead where that is possible.
 */
export class CompareTerms extends LogicTerms {
  /** Whether the comparison holds: a truth. */
  compare(op: CompareOp, type: Type, lhs: TermId, rhs: TermId): TermId {
    const { op: basic, swapped, negated } = COMPARE_FORMS[op];
    const test = swapped
      ? this.#basicCompare(basic, type, rhs, lhs)
      : this.#basicCompare(basic, type, lhs, rhs);
    return negated ? this.not(test) : test;
  }

  /** Whether the i32 `value` is not 0. */
  truthOf(value: TermId): TermId {
    return this.knownTruth(value) ?? this.compare('ne', 'i32', value, this.constant(0));
  }

  /** The operation on constants; `null` where one is none, or it rejects the packet. */
  protected folded(op: BinaryOp, lhs: TermId, rhs: TermId): TermId | null {
    const [a, b] = [this.constantOf(lhs), this.constantOf(rhs)];
    const value = a === null || b === null ? null : foldBinary(op, a, b);
    return value === null ? null : this.constant(value);
  }

  /** Constants stand last; other operands of what commutes, in the order of their ids. */
  protected standsAfter(lhs: TermId, rhs: TermId): boolean {
    const [a, b] = [this.constantOf(lhs) !== null, this.constantOf(rhs) !== null];
    return a === b ? lhs > rhs : a;
  }

  #basicCompare(op: BasicCompareOp, type: Type, lhs: TermId, rhs: TermId): TermId {
    const constants = this.folded(op, lhs, rhs);
    if (constants !== null) {
      return this.truth(this.constantOf(constants) !== 0);
    }
    if (lhs === rhs) {
      return this.truth(op === 'eq');
    }
    if (op === 'eq' && this.standsAfter(lhs, rhs)) {
      return this.#basicCompare(op, type, rhs, lhs);
    }
    const known = type === 'i32' ? this.#knownCompare(op, lhs, rhs) : null;
    return (
      known ??
      this.#comparedParts(op, type, lhs, rhs) ??
      this.#unwrapped(op, lhs, rhs) ??
      this.#chosenCompare(op, type, lhs, rhs)
    );
  }

  /** The comparison of i32s where limits and bits decide it, or it has a simpler form. */
  #knownCompare(op: BasicCompareOp, lhs: TermId, rhs: TermId): TermId | null {
    const [a, b] = [this.abstractValue(lhs), this.abstractValue(rhs)];
    const [left, right] = [this.constantOf(lhs), this.constantOf(rhs)];
    if (op === 'eq') {
      return meet(a, b) === null ? this.truth(false) : null;
    }
    if (op === 'slt') {
      return null;
    }
    if (a.high < b.low || a.low >= b.high) {
      return this.truth(a.high < b.low);
    }
    if (typeof left === 'number') {
      return this.not(this.#basicCompare('ult', 'i32', rhs, this.constant(left + 1)));
    }
    return right === a.low + 1 ? this.#basicCompare('eq', 'i32', lhs, this.constant(a.low)) : null;
  }

  /** Whether two values differ by 0 as whether they are equal; `null` for other comparisons. */
  #comparedParts(op: BasicCompareOp, type: Type, lhs: TermId, rhs: TermId): TermId | null {
    const [term, value] = [this.term(lhs), this.constantOf(rhs)];
    const isZero = value === 0 || value === 0n;
    return op === 'eq' && isZero && term.kind === 'binary' && DIFFERENCES.has(term.op)
      ? this.#basicCompare('eq', type, term.lhs, term.rhs)
      : null;
  }

  /** `x op a` compared with a constant as x compared with another; `null` for others. */
  #unwrapped(op: BasicCompareOp, lhs: TermId, rhs: TermId): TermId | null {
    const [term, value] = [this.term(lhs), this.constantOf(rhs)];
    const operand = term.kind === 'binary' ? this.constantOf(term.rhs) : null;
    if (term.kind !== 'binary' || typeof value !== 'number' || typeof operand !== 'number') {
      return null;
    }
    const inner = this.abstractValue(term.lhs);
    const other = unwrapConstant(term.op, { compare: op, operand, value, inner });
    if (other === null) {
      return null;
    }
    return typeof other === 'boolean'
      ? this.truth(other)
      : this.#basicCompare(op, 'i32', term.lhs, this.constant(other));
  }

  /** Compares the cases of an `ite` of constants with a constant one by one. */
  #chosenCompare(op: BasicCompareOp, type: Type, lhs: TermId, rhs: TermId): TermId {
    const term = this.term(lhs);
    if (
      term.kind === 'ite' &&
      this.constantOf(rhs) !== null &&
      this.constantOf(term.ifTrue) !== null &&
      this.constantOf(term.ifFalse) !== null
    ) {
      const [onTrue, onFalse] = [term.ifTrue, term.ifFalse].map((arm) =>
        this.compare(op, type, arm, rhs),
      );
      return this.ite(term.test, onTrue ?? lhs, onFalse ?? lhs);
    }
    return this.intern({ kind: 'compare', op, type, lhs, rhs });
  }
}

/** The value of an operation on constants of one type; `null` where it rejects the packet. */
function foldBinary(op: BinaryOp, lhs: Scalar, rhs: Scalar): Scalar | null {
  const { evaluate, evaluate64 } = BINARY_OPS[op];
  if (typeof lhs === 'number' && typeof rhs === 'number') {
    return evaluate(lhs, rhs);
  }
  return typeof lhs === 'bigint' && typeof rhs === 'bigint' ? evaluate64(lhs, rhs) : null;
}
