import {
  BINARY_OPS,
  type BinaryOp,
  isCompareOp,
  type Type,
  UNARY_OPS,
  type UnaryOp,
} from '../../ir/ops.ts';
import { onlyValue } from './abstract-value.ts';
import { CompareTerms } from './compare-terms.ts';
import type { ArithmeticOp, BinaryTerm, TermId } from './term.ts';

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
 * Makes arithmetic. Constants stand on the right, multiplications and divisions by powers of two are
 * shifts and masks, masks stand below shifts.
 */
export class ValueTerms extends CompareTerms {
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
    return this.folded(op, lhs, rhs) ?? this.#arithmetic({ kind: 'binary', op, type, lhs, rhs });
  }

  #arithmetic(term: BinaryTerm): TermId {
    const { op, type, lhs, rhs } = term;
    if (BINARY_OPS[op].commutative && this.standsAfter(lhs, rhs)) {
      return this.#arithmetic({ ...term, lhs: rhs, rhs: lhs });
    }
    const constant = this.constantOf(rhs);
    const simple =
      typeof constant === 'number' && type === 'i32'
        ? this.#withConstant(term, constant)
        : this.#onTruths(term);
    return simple ?? this.#folded(this.intern(term));
  }

  #folded(id: TermId): TermId {
    const value = this.sort(id) === 'i32' ? onlyValue(this.abstractValue(id)) : null;
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
      const both = this.folded(op, inner.rhs, this.constant(constant));
      return both === null ? null : this.binary(op, 'i32', inner.lhs, both);
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
    const possible = ~this.abstractValue(lhs).zeros >>> 0;
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
    return this.abstractValue(id).high <= 1 ? this.knownTruth(id) : null;
  }
}
