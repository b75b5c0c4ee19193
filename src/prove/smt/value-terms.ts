import {
  BINARY_OPS,
  type BinaryOp,
  type CompareOp,
  isCompareOp,
  type Scalar,
  type Type,
  UNARY_OPS,
  type UnaryOp,
} from '../../ir/ops.ts';
import { meet, onlyValue } from './knowledge.ts';
import { LogicTerms } from './logic-terms.ts';
import type { ArithmeticOp, BasicCompareOp, BinaryTerm, TermId } from './term.ts';
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

/** The operations for which 0 on the right changes nothing. */
const NEUTRAL_ZERO: ReadonlySet<ArithmeticOp> = new Set([
  'add',
  'sub',
  'or',
  'xor',
  'shl',
  'shr',
  'ashr',
]);

/** The operations that may be regrouped: `(x op a) op b` is `x op (a op b)`. */
const ASSOCIATIVE: ReadonlySet<ArithmeticOp> = new Set(['add', 'and', 'or', 'xor']);

/**
 * Makes arithmetic and comparisons. Constants stand on the right, comparisons come down to three,
 * multiplications and divisions by powers of two are shifts and masks.
 */
export class ValueTerms extends LogicTerms {
  unary(op: UnaryOp, operand: TermId): TermId {
    const value = this.constantOf(operand);
    return value === null
      ? this.intern({ kind: 'unary', op, operand })
      : this.constant(UNARY_OPS[op].evaluate(value));
  }

  /** A two-operand operation of the IR; a comparison yields an i32, as it does there. */
  binary(op: BinaryOp, type: Type, lhs: TermId, rhs: TermId): TermId {
    if (isCompareOp(op)) {
      return this.fromTruth(this.compare(op, type, lhs, rhs));
    }
    return this.#folded(op, lhs, rhs) ?? this.#arithmetic({ kind: 'binary', op, type, lhs, rhs });
  }

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

  #folded(op: BinaryOp, lhs: TermId, rhs: TermId): TermId | null {
    const [a, b] = [this.constantOf(lhs), this.constantOf(rhs)];
    const value = a === null || b === null ? null : foldBinary(op, a, b);
    return value === null ? null : this.constant(value);
  }

  #arithmetic(term: BinaryTerm): TermId {
    const { op, type, lhs, rhs } = term;
    if (BINARY_OPS[op].commutative && this.#standsAfter(lhs, rhs)) {
      return this.#arithmetic({ ...term, lhs: rhs, rhs: lhs });
    }
    const constant = this.constantOf(rhs);
    const simple =
      typeof constant === 'number' && type === 'i32'
        ? this.#withConstant(term, constant)
        : this.#onTruths(term);
    return simple ?? this.#settled(this.intern(term));
  }

  /** Constants stand last; other operands of what commutes, in the order of their ids. */
  #standsAfter(lhs: TermId, rhs: TermId): boolean {
    const [a, b] = [this.constantOf(lhs) !== null, this.constantOf(rhs) !== null];
    return a === b ? lhs > rhs : a;
  }

  #settled(id: TermId): TermId {
    const value = this.sort(id) === 'i32' ? onlyValue(this.knowledge(id)) : null;
    return value === null ? id : this.constant(value);
  }

  /** `lhs op constant`, an i32, where that is simpler; else `null`. */
  #withConstant({ op, lhs }: BinaryTerm, constant: number): TermId | null {
    if (constant === 0 && NEUTRAL_ZERO.has(op)) {
      return lhs;
    }
    const rewritten = this.#asShiftOrMask(op, lhs, constant);
    if (rewritten !== null) {
      return rewritten;
    }
    const inner = this.term(lhs);
    if (ASSOCIATIVE.has(op) && inner.kind === 'binary' && inner.op === op) {
      const other = this.constantOf(inner.rhs);
      const both = other === null ? null : foldBinary(op, other, constant);
      return both === null ? null : this.binary(op, 'i32', inner.lhs, this.constant(both));
    }
    return null;
  }

  #asShiftOrMask(op: ArithmeticOp, lhs: TermId, constant: number): TermId | null {
    const exponent = Math.log2(constant);
    const isPower = constant > 0 && Number.isInteger(exponent);
    switch (op) {
      case 'and':
        return this.#masked(lhs, constant);
      case 'sub':
        return this.binary('add', 'i32', lhs, this.constant(-constant >>> 0));
      case 'mul':
        return isPower ? this.binary('shl', 'i32', lhs, this.constant(exponent)) : null;
      case 'div':
        return isPower ? this.binary('shr', 'i32', lhs, this.constant(exponent)) : null;
      case 'mod':
        return isPower ? this.binary('and', 'i32', lhs, this.constant(constant - 1)) : null;
      default:
        return null;
    }
  }

  /** `lhs and mask`, the mask below shifts by constants; `null` where it stays as it is. */
  #masked(lhs: TermId, mask: number): TermId | null {
    const possible = ~this.knowledge(lhs).zeros >>> 0;
    if ((possible & ~mask) === 0) {
      return lhs;
    }
    const term = this.term(lhs);
    const distance = term.kind === 'binary' ? this.constantOf(term.rhs) : null;
    if (term.kind !== 'binary' || typeof distance !== 'number' || distance > 31) {
      return null;
    }
    const kept = term.op === 'shr' ? (possible & mask) * 2 ** distance : mask >>> distance;
    return term.op === 'shr' || term.op === 'shl'
      ? this.binary(
          term.op,
          'i32',
          this.binary('and', 'i32', term.lhs, this.constant(kept >>> 0)),
          term.rhs,
        )
      : null;
  }

  /** `and`, `or`, `xor` of two i32 that are 1 or 0 by two truths; `null` for others. */
  #onTruths({ op, type, lhs, rhs }: BinaryTerm): TermId | null {
    const [a, b] = type === 'i32' ? [this.#asTruth(lhs), this.#asTruth(rhs)] : [null, null];
    if (a === null || b === null) {
      return null;
    }
    switch (op) {
      case 'and':
        return this.fromTruth(this.and(a, b));
      case 'or':
        return this.fromTruth(this.or(a, b));
      case 'xor':
        return this.fromTruth(this.ite(a, this.not(b), b));
      default:
        return null;
    }
  }

  /** The truth by which an i32 is 1 or 0; `null` where it can be something else. */
  #asTruth(id: TermId): TermId | null {
    return this.knowledge(id).high <= 1 ? this.knownTruth(id) : null;
  }

  #basicCompare(op: BasicCompareOp, type: Type, lhs: TermId, rhs: TermId): TermId {
    const constants = this.#folded(op, lhs, rhs);
    if (constants !== null) {
      return this.truth(this.constantOf(constants) !== 0);
    }
    if (lhs === rhs) {
      return this.truth(op === 'eq');
    }
    if (op === 'eq' && this.#standsAfter(lhs, rhs)) {
      return this.#basicCompare(op, type, rhs, lhs);
    }
    const settled = type === 'i32' ? this.#settledCompare(op, lhs, rhs) : null;
    return settled ?? this.#unwrapped(op, lhs, rhs) ?? this.#chosenCompare(op, type, lhs, rhs);
  }

  /** The comparison of i32s where limits and bits decide it, or it has a simpler form. */
  #settledCompare(op: BasicCompareOp, lhs: TermId, rhs: TermId): TermId | null {
    const [a, b] = [this.knowledge(lhs), this.knowledge(rhs)];
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

  /** `x op a` compared with a constant as x compared with another; `null` for others. */
  #unwrapped(op: BasicCompareOp, lhs: TermId, rhs: TermId): TermId | null {
    const [term, value] = [this.term(lhs), this.constantOf(rhs)];
    const operand = term.kind === 'binary' ? this.constantOf(term.rhs) : null;
    if (term.kind !== 'binary' || typeof value !== 'number' || typeof operand !== 'number') {
      return null;
    }
    const inner = this.knowledge(term.lhs);
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
