import {
  ANY,
  between,
  exactly,
  hull,
  intersect,
  onlyValue,
  type Range,
  withBits,
} from '../../../analysis/range.ts';
import { cbpfOpcode } from '../../../isa/cbpf/opcodes.ts';
import { MAX_U32 } from '../../../support/u32.ts';
import type { MachineEnd } from './machine-code.ts';
import type { RegisterValues } from './register-values.ts';

/** A conditional jump. */
export type MachineTest = Extract<MachineEnd, { readonly kind: 'test' }>;

/** So many values are kept in mind at most: the last that were computed. */
const MAX_VALUES = 24;

/**
 * The values that have been computed, whichever way was taken, and what is known of each. So a load
 * that is among them can't reject. Never changed: what adds something yields other facts.
 */
export class PathFacts {
  readonly #registers: RegisterValues;
  /** The values, in the order in which they were computed. */
  readonly #values: readonly number[];
  /** What is known of each. */
  readonly #ranges: readonly Range[];

  constructor(
    registers: RegisterValues,
    values: readonly number[] = [],
    ranges: readonly Range[] = [],
  ) {
    this.#registers = registers;
    this.#values = values;
    this.#ranges = ranges;
  }

  has(value: number): boolean {
    return this.#values.includes(value);
  }

  /** These facts, and that `value` has been computed. */
  adding(value: number): PathFacts {
    if (this.has(value)) {
      return this;
    }
    const first = this.#values.length < MAX_VALUES ? 0 : 1;
    return new PathFacts(
      this.#registers,
      [...this.#values.slice(first), value],
      [...this.#ranges.slice(first), this.rangeOf(value)],
    );
  }

  rangeOf(value: number): Range {
    const derived = this.#registers.rangeOf(value, (other) => this.#rangeAt(other));
    return intersect(derived, this.#rangeAt(value) ?? ANY) ?? derived;
  }

  /** What is known whichever of the two ways was taken. */
  meet(other: PathFacts): PathFacts {
    if (isSame(this.#values, other.#values) && isSame(this.#ranges, other.#ranges)) {
      return this;
    }
    const values: number[] = [];
    const ranges: Range[] = [];
    for (const [index, value] of this.#values.entries()) {
      const range = this.#ranges[index];
      const also = other.#rangeAt(value);
      if (range !== undefined && also !== undefined) {
        values.push(value);
        ranges.push(range === also ? range : hull(range, also));
      }
    }
    return new PathFacts(this.#registers, values, ranges);
  }

  /** The outcome of `test` on `value`; `null` where that is open, or the test is on X. */
  outcome({ code, k }: MachineTest, value: number): boolean | null {
    const opcode = cbpfOpcode(code);
    if (opcode === undefined || opcode.operand !== 'immediate') {
      return null;
    }
    const range = this.rangeOf(value);
    const mayHold = satisfying(opcode.mnemonic, { k, outcome: true, range }) !== null;
    const mayFail = satisfying(opcode.mnemonic, { k, outcome: false, range }) !== null;
    return mayHold === mayFail ? null : mayHold;
  }

  /** These facts, and the outcome of `test` on `value`. */
  assuming({ code, k }: MachineTest, value: number, outcome: boolean): PathFacts {
    const opcode = cbpfOpcode(code);
    if (opcode === undefined || opcode.operand !== 'immediate' || !this.has(value)) {
      return this;
    }
    const range = satisfying(opcode.mnemonic, { k, outcome, range: this.rangeOf(value) });
    if (range === null) {
      return this;
    }
    const facts = this.#with(value, range);
    const masked = this.#registers.masked(value);
    const only = onlyValue(range);
    if (masked === undefined || only === null || !this.has(masked.of)) {
      return facts;
    }
    const bits = withBits((masked.mask & ~only) >>> 0, (masked.mask & only) >>> 0);
    const known = facts.rangeOf(masked.of);
    return facts.#with(masked.of, intersect(known, bits) ?? known);
  }

  #rangeAt(value: number): Range | undefined {
    const index = this.#values.indexOf(value);
    return index < 0 ? undefined : this.#ranges[index];
  }

  /** These facts with another range for `value`, which is among them. */
  #with(value: number, range: Range): PathFacts {
    const ranges = this.#ranges.slice();
    ranges[this.#values.indexOf(value)] = range;
    return new PathFacts(this.#registers, this.#values, ranges);
  }
}

const isSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some === others ||
  (some.length === others.length && some.every((one, index) => one === others[index]));

/** A test against a constant, with the outcome looked for and what the value can be. */
interface Claim {
  readonly k: number;
  readonly outcome: boolean;
  readonly range: Range;
}

/** What a value can be for which a test has come out so; `null` for nothing. */
function satisfying(mnemonic: string, { k, outcome, range }: Claim): Range | null {
  switch (mnemonic) {
    case 'jeq':
      return outcome ? intersect(range, exactly(k)) : without(range, k);
    case 'jgt':
      return outcome ? atLeast(range, k + 1) : atMost(range, k);
    case 'jge':
      return outcome ? atLeast(range, k) : atMost(range, k - 1);
    default:
      return outcome ? withSomeBit(range, k) : intersect(range, withBits(k, 0));
  }
}

const atLeast = (range: Range, least: number): Range | null =>
  least > MAX_U32 ? null : intersect(range, between(least, MAX_U32));

const atMost = (range: Range, most: number): Range | null =>
  most < 0 ? null : intersect(range, between(0, most));

function without(range: Range, value: number): Range | null {
  if (range.low === value) {
    return atLeast(range, value + 1);
  }
  return range.high === value ? atMost(range, value - 1) : range;
}

function withSomeBit(range: Range, mask: number): Range | null {
  const open = (mask & ~range.zeros) >>> 0;
  if (open === 0) {
    return null;
  }
  return (open & (open - 1)) === 0 ? intersect(range, withBits(0, open)) : range;
}
