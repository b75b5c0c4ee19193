import {
  ANY,
  between,
  exactly,
  hull,
  intersect,
  MAX_U32,
  onlyValue,
  type Range,
  withBits,
} from '../../../analysis/range.ts';
import { cbpfOpcode } from '../../../isa/cbpf/opcodes.ts';
import type { MachineEnd } from './machine-code.ts';
import type { RegisterValues } from './register-values.ts';

/** A conditional jump. */
export type MachineTest = Extract<MachineEnd, { readonly kind: 'test' }>;

/** So many values are kept in mind at most: the last that were computed. */
const MAX_VALUES = 24;

/**
 * The values that have been computed, whichever way was taken, and what is known of each. So a load
 * that is among them can't reject.
 */
export class PathFacts {
  readonly #values: RegisterValues;
  readonly #ranges: Map<number, Range>;

  constructor(values: RegisterValues, ranges: ReadonlyMap<number, Range> = new Map()) {
    this.#values = values;
    this.#ranges = new Map(ranges);
  }

  copy(): PathFacts {
    return new PathFacts(this.#values, this.#ranges);
  }

  has(value: number): boolean {
    return this.#ranges.has(value);
  }

  /** Notes that `value` has been computed. */
  add(value: number): void {
    if (!this.#ranges.has(value)) {
      this.#ranges.set(value, this.rangeOf(value));
      const [oldest] = this.#ranges.keys();
      if (this.#ranges.size > MAX_VALUES && oldest !== undefined) {
        this.#ranges.delete(oldest);
      }
    }
  }

  rangeOf(value: number): Range {
    const derived = this.#values.rangeOf(value, (other) => this.#ranges.get(other));
    return intersect(derived, this.#ranges.get(value) ?? ANY) ?? derived;
  }

  /** What is known whichever of the two ways was taken. */
  meet(other: PathFacts): PathFacts {
    const ranges = new Map<number, Range>();
    for (const [value, range] of this.#ranges) {
      const also = other.#ranges.get(value);
      if (also !== undefined) {
        ranges.set(value, hull(range, also));
      }
    }
    return new PathFacts(this.#values, ranges);
  }

  /** The outcome of `test` on `value`; `null` where that is open, or the test is on X. */
  outcome({ code, k }: MachineTest, value: number): boolean | null {
    const opcode = cbpfOpcode(code);
    if (opcode === undefined || opcode.operand !== 'immediate') {
      return null;
    }
    const range = this.rangeOf(value);
    const isPossible = [true, false].map(
      (outcome) => satisfying(opcode.mnemonic, { k, outcome, range }) !== null,
    );
    return isPossible[0] === isPossible[1] ? null : isPossible[0] === true;
  }

  /** Notes the outcome of `test` on `value`. */
  assume({ code, k }: MachineTest, value: number, outcome: boolean): void {
    const opcode = cbpfOpcode(code);
    if (opcode === undefined || opcode.operand !== 'immediate' || !this.has(value)) {
      return;
    }
    const range = satisfying(opcode.mnemonic, { k, outcome, range: this.rangeOf(value) });
    if (range === null) {
      return;
    }
    this.#ranges.set(value, range);
    const masked = this.#values.masked(value);
    const only = onlyValue(range);
    if (masked !== undefined && only !== null && this.has(masked.of)) {
      const bits = withBits((masked.mask & ~only) >>> 0, (masked.mask & only) >>> 0);
      const refined = intersect(this.rangeOf(masked.of), bits);
      this.#ranges.set(masked.of, refined ?? this.rangeOf(masked.of));
    }
  }
}

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
