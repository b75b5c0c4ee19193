import type { ValueId } from '../../ir/ids.ts';
import type { BinaryInstr, Instr, LoadWidth } from '../../ir/ir.ts';
import type { BinaryOp } from '../../ir/ops.ts';
import { BINARY_OPS } from '../../ir/ops.ts';
import {
  ANY,
  BOOLEAN,
  between,
  exactly,
  intersect,
  onlyValue,
  type Range,
  rangeContains,
} from '../values/range.ts';
import { binaryRange, compareRanges, selectRange } from '../values/range-arithmetic.ts';
import { FactStore } from './fact-store.ts';
import { type Definitions, FactTerms, NO_SUBSTITUTION, type Substitution } from './fact-terms.ts';

/** How far up the operands a range is worked out. Deeper terms count as anything. */
const MAX_DEPTH = 6;

/** What a load yields, by its width in bytes; {@link ANY} for an i64. */
const LOADED: Readonly<Record<LoadWidth, Range>> = {
  1: between(0, 0xff),
  2: between(0, 0xffff),
  4: ANY,
  8: ANY,
};

/** Works out what is known of values at one point of a filter. */
export class KnownRanges {
  readonly #terms: FactTerms;
  readonly #store: FactStore;
  readonly #substitution: Substitution;

  constructor(terms: FactTerms, store: FactStore, substitution: Substitution) {
    this.#terms = terms;
    this.#store = store;
    this.#substitution = substitution;
  }

  /** What is known of `value`; {@link ANY} for an i64. */
  of(value: ValueId): Range {
    return this.#of(value, MAX_DEPTH);
  }

  /** Whether `value` is known to differ from `constant`, a u32. */
  differs(value: ValueId, constant: number): boolean {
    return !rangeContains(this.of(value), constant) || this.#excludes(value, constant);
  }

  /** Whether the test is known to be other than 0 (`true`), or 0 (`false`); else `null`. */
  outcome(test: ValueId): boolean | null {
    const range = this.of(test);
    if (onlyValue(range) === 0) {
      return false;
    }
    return !rangeContains(range, 0) || this.#excludes(test, 0) ? true : null;
  }

  #of(value: ValueId, depth: number): Range {
    const at = this.#resolve(value);
    const fact = this.#store.range(this.#terms.numbers.of(at));
    const computed = this.#computed(this.#terms.definition(at), depth);
    return fact === undefined ? computed : (intersect(fact, computed) ?? fact);
  }

  #resolve(value: ValueId): ValueId {
    return this.#substitution.get(value) ?? value;
  }

  /** What the way it is computed says about a value. */
  #computed(instr: Instr, depth: number): Range {
    switch (instr.kind) {
      case 'const':
        return exactly(instr.value);
      case 'load':
        return LOADED[instr.width];
      case 'binary':
        return this.#binary(instr, depth);
      case 'select':
        return depth === 0 || instr.type !== 'i32'
          ? ANY
          : selectRange(
              this.#of(instr.test, depth - 1),
              this.#of(instr.ifTrue, depth - 1),
              this.#of(instr.ifFalse, depth - 1),
            );
      case 'unary':
        return instr.op === 'bswap16' ? LOADED[2] : ANY;
      default:
        return ANY;
    }
  }

  #binary({ op, type, lhs, rhs }: BinaryInstr, depth: number): Range {
    const compares = BINARY_OPS[op].compares;
    if (type !== 'i32' || depth === 0) {
      return compares ? BOOLEAN : ANY;
    }
    if (compares) {
      const outcome = this.#compare(op, { lhs, rhs }, depth);
      return outcome === null ? BOOLEAN : exactly(outcome ? 1 : 0);
    }
    return binaryRange(op, this.#of(lhs, depth - 1), this.#of(rhs, depth - 1));
  }

  #compare(
    op: BinaryOp,
    { lhs, rhs }: Pick<BinaryInstr, 'lhs' | 'rhs'>,
    depth: number,
  ): boolean | null {
    const left = this.#of(lhs, depth - 1);
    const right = this.#of(rhs, depth - 1);
    const claim = compareRanges(op, left, right);
    if (claim !== null || (op !== 'eq' && op !== 'ne')) {
      return claim;
    }
    const constant = onlyValue(right) ?? onlyValue(left);
    const other = onlyValue(right) === null ? rhs : lhs;
    return constant !== null && this.#excludes(other, constant) ? op === 'ne' : null;
  }

  /** Whether tests have said that `value` is not `constant`, of itself or of some of its bits. */
  #excludes(value: ValueId, constant: number): boolean {
    const at = this.#resolve(value);
    const number = this.#terms.numbers.of(at);
    return (
      this.#store.excludes(number, constant) ||
      this.#store.choices(number)?.includes(constant) === false ||
      this.#excludesPart(number, { mask: 0xffff_ffff, constant }) ||
      this.#excludesMasked(at, constant)
    );
  }

  /** `constant` as the value of `and x, mask`, looked at as some of the bits of x. */
  #excludesMasked(value: ValueId, constant: number): boolean {
    const instr = this.#terms.definition(value);
    if (instr.kind !== 'binary' || instr.op !== 'and' || instr.type !== 'i32') {
      return false;
    }
    const right = this.#terms.constant(instr.rhs);
    const mask = right ?? this.#terms.constant(instr.lhs);
    const masked = this.#resolve(right === null ? instr.rhs : instr.lhs);
    return mask !== null && this.#excludesPart(this.#terms.numbers.of(masked), { mask, constant });
  }

  /** Whether the bits `mask` of the value with this number can't be `constant`, as seen by fewer. */
  #excludesPart(number: number, { mask, constant }: { mask: number; constant: number }): boolean {
    const parts = this.#terms.masked(number);
    if (parts.length === 0) {
      return false;
    }
    return parts.some((part) => {
      if ((part.mask & ~mask) !== 0) {
        return false;
      }
      const seen = (constant & part.mask) >>> 0;
      const range = this.#store.range(part.number);
      return (
        this.#store.excludes(part.number, seen) ||
        (range !== undefined && !rangeContains(range, seen))
      );
    });
  }
}

/** What values can be by the instructions that compute them alone, whatever has been tested. */
export function rangesByDefinition(definitions: Definitions): (value: ValueId) => Range {
  const numbers = { of: () => -1, constants: new Map(), inputs: new Map() };
  const terms = new FactTerms(definitions, numbers, { checksStay: true });
  const ranges = new KnownRanges(terms, FactStore.EMPTY, NO_SUBSTITUTION);
  return (value) => ranges.of(value);
}
