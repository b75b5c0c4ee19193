import type { ValueId } from '../../ir/ids.ts';
import { extentOf, type GuardInstr, type LoadInstr } from '../../ir/ir.ts';
import { type CompareOp, isCompareOp, NEGATED_COMPARE, SWAPPED_COMPARE } from '../../ir/ops.ts';
import { MAX_U32 } from '../../support/u32.ts';
import {
  between,
  exactly,
  hull,
  intersect,
  isSameRange,
  onlyValue,
  type Range,
  rangeContains,
  withBits,
} from '../values/range.ts';
import type { SingleValues } from '../values/single-values.ts';
import { type FactStore, PACKET_START } from './fact-store.ts';
import { type FactTerms, NO_SUBSTITUTION } from './fact-terms.ts';
import { KnownRanges } from './known-ranges.ts';

/** A list of so many numbers that a value is not is kept as it is; but only so many of them. */
const LONG_LIST = 16;
const MOST_LISTS = 8;

/** How far down the operands of a test its outcome is told. */
const MAX_DEPTH = 4;

/**
 * Adds to what is known. Each method yields whether the new fact agrees with what was known;
 * where it does not, no packet gets there, and `store` has no meaning any more.
 */
export class FactLearner {
  store: FactStore;
  readonly #terms: FactTerms;

  constructor(terms: FactTerms, store: FactStore) {
    this.#terms = terms;
    this.store = store;
  }

  /** `test` is other than 0 (`outcome` is `true`), or 0. */
  assume(test: ValueId, outcome: boolean, depth: number = MAX_DEPTH): boolean {
    const instr = this.#terms.definition(test);
    if (instr.kind === 'binary' && isUnsignedCompare(instr.op) && instr.type === 'i32') {
      const op = outcome ? instr.op : NEGATED_COMPARE[instr.op];
      const right = onlyValue(this.#rangeOf(instr.rhs));
      if (right !== null) {
        return this.#compare(op, { value: instr.lhs, constant: right }, depth);
      }
      const left = onlyValue(this.#rangeOf(instr.lhs));
      if (left !== null) {
        return this.#compare(SWAPPED_COMPARE[op], { value: instr.rhs, constant: left }, depth);
      }
    }
    return outcome ? this.exclude(test, 0, depth) : this.refine(test, exactly(0), depth);
  }

  /** `value` is not `constant`, a u32. */
  exclude(value: ValueId, constant: number, depth: number = MAX_DEPTH): boolean {
    const range = this.#rangeOf(value);
    if (!rangeContains(range, constant) || !this.#terms.isI32(value)) {
      return true;
    }
    if (onlyValue(range) !== null) {
      return false;
    }
    if (range.low === constant) {
      return this.refine(value, between(constant + 1, MAX_U32), depth);
    }
    if (range.high === constant) {
      return this.refine(value, between(0, constant - 1), depth);
    }
    const number = this.#terms.numbers.of(value);
    const choices = this.store.choices(number);
    if (choices !== undefined) {
      const others = choices.filter((choice) => choice !== constant);
      return others.length === choices.length || this.choose(value, others, depth);
    }
    this.store = this.store.withExclusion(number, constant);
    return true;
  }

  /** `value` is none of `list`. */
  excludeAll(value: ValueId, list: SingleValues): boolean {
    const number = this.#terms.numbers.of(value);
    const isLong = list.caseCount >= LONG_LIST && this.store.excludedLists(number) < MOST_LISTS;
    if (!isLong || this.store.choices(number) !== undefined) {
      for (const one of list) {
        if (!this.exclude(value, one)) {
          return false;
        }
      }
      return true;
    }
    return !this.#terms.isI32(value) || this.#excludeLong(value, list);
  }

  #excludeLong(value: ValueId, list: SingleValues): boolean {
    let { low, high } = this.#rangeOf(value);
    for (const one of list) {
      if (one === low || one === high) {
        if (!this.exclude(value, one)) {
          return false;
        }
        ({ low, high } = this.#rangeOf(value));
      }
    }
    this.store = this.store.withExclusions(this.#terms.numbers.of(value), list);
    return true;
  }

  /** `value` is one of `choices`, each a u32 and different. */
  choose(value: ValueId, choices: readonly number[], depth: number = MAX_DEPTH): boolean {
    const known = this.#rangeOf(value);
    const possible = choices.filter((choice) => rangeContains(known, choice));
    const [first, ...others] = possible;
    if (first === undefined) {
      return false;
    }
    if (!this.#terms.isI32(value)) {
      return true;
    }
    this.store = this.store.withChoices(this.#terms.numbers.of(value), possible);
    return this.refine(value, others.map(exactly).reduce(hull, exactly(first)), depth);
  }

  /** `value` is in `bound`. Tells the operands of `value` what follows for them. */
  refine(value: ValueId, bound: Range, depth: number = MAX_DEPTH): boolean {
    const known = this.#rangeOf(value);
    const range = intersect(known, bound);
    if (range === null) {
      return false;
    }
    if (isSameRange(range, known) || !this.#terms.isI32(value)) {
      return true;
    }
    const number = this.#terms.numbers.of(value);
    const choices = this.store.choices(number);
    if (choices?.some((choice) => !rangeContains(range, choice)) === true) {
      const possible = choices.filter((choice) => rangeContains(range, choice));
      return this.choose(value, possible, depth);
    }
    this.store = this.store.withRange(number, range);
    return depth === 0 || this.#refineOperands(value, range, depth - 1);
  }

  /** The check of `access` has not rejected the packet. */
  check(access: LoadInstr | GuardInstr): boolean {
    const extent = extentOf(access);
    if (access.base === null) {
      return this.reach(extent);
    }
    const base = this.#terms.numbers.of(access.base);
    if (extent > this.store.extent(base)) {
      this.store = this.store.withExtent(base, extent);
    }
    return this.reach(this.#rangeOf(access.base).low + extent);
  }

  #rangeOf(value: ValueId): Range {
    return new KnownRanges(this.#terms, this.store, NO_SUBSTITUTION).of(value);
  }

  /**
   * `caplen` is at least `extent`. That says nothing of `wirelen`: there are captures with packets
   * whose `caplen` is the larger of the two, and libpcap judges them by what the file says.
   */
  reach(extent: number): boolean {
    if (extent <= this.store.extent(PACKET_START)) {
      return true;
    }
    if (extent > MAX_U32) {
      return false;
    }
    this.store = this.store.withExtent(PACKET_START, extent);
    if (!this.#terms.checksStay) {
      return true;
    }
    const caplen = this.#terms.numbers.inputs.get('caplen');
    return caplen === undefined || this.#atLeast(caplen, extent);
  }

  #atLeast(number: number, least: number): boolean {
    const bound = between(least, MAX_U32);
    const known = this.store.range(number);
    const range = known === undefined ? bound : intersect(known, bound);
    if (range === null) {
      return false;
    }
    this.store = this.store.withRange(number, range);
    return true;
  }

  /** `value OP constant` holds. */
  #compare(
    op: CompareOp,
    { value, constant }: { readonly value: ValueId; readonly constant: number },
    depth: number,
  ): boolean {
    if (op === 'ne') {
      return this.exclude(value, constant, depth);
    }
    const range = satisfying(op, constant);
    return range !== null && this.refine(value, range, depth);
  }

  #refineOperands(value: ValueId, range: Range, depth: number): boolean {
    const instr = this.#terms.definition(value);
    if (instr.kind !== 'binary' || instr.type !== 'i32') {
      return true;
    }
    if (isCompareOp(instr.op)) {
      const outcome = onlyValue(range);
      return outcome === null || this.assume(value, outcome !== 0, depth);
    }
    const constant = this.#terms.constant(instr.rhs);
    if (constant === null) {
      return true;
    }
    if (instr.op === 'and') {
      const bits = withBits((range.zeros & constant) >>> 0, (range.ones & constant) >>> 0);
      return this.refine(instr.lhs, bits, depth);
    }
    if (instr.op === 'shr' && constant < 32) {
      const scale = 2 ** constant;
      const high = Math.min(range.high * scale + scale - 1, MAX_U32);
      return this.refine(instr.lhs, between(range.low * scale, high), depth);
    }
    return true;
  }
}

/** Whether `op` says all in terms of ranges and single numbers. */
const isUnsignedCompare = (op: string): op is CompareOp => SATISFYING.has(op);

/** The numbers for which `number OP constant` holds; `null` for none. */
const satisfying = (op: CompareOp, constant: number): Range | null =>
  SATISFYING.get(op)?.(constant) ?? null;

const SATISFYING: ReadonlyMap<string, (constant: number) => Range | null> = new Map([
  ['eq', (constant) => exactly(constant)],
  ['ne', (_constant) => null],
  ['ult', (constant) => (constant === 0 ? null : between(0, constant - 1))],
  ['ule', (constant) => between(0, constant)],
  ['ugt', (constant) => (constant === MAX_U32 ? null : between(constant + 1, MAX_U32))],
  ['uge', (constant) => between(constant, MAX_U32)],
] satisfies [string, (constant: number) => Range | null][]);
