import { ANCILLARY_BASE } from '../../../isa/cbpf/ancillary.ts';
import { CBPF_OPCODES, codeOf } from '../../../isa/cbpf/opcodes.ts';
import { MAX_U32 } from '../../../support/u32.ts';
import { ACCUMULATOR, INDEX, readsOf, SCRATCH } from './effects.ts';
import { type MachineInstr, OP } from './machine-code.ts';

const AND = codeOf('and', 'immediate');
const WORD = codeOf('ld', 'absolute');

/** The largest number that each opcode can load from the packet, by code; 0 where it loads none. */
const LARGEST_LOADED = new Float64Array(256);
for (const { code, operand, width } of CBPF_OPCODES) {
  LARGEST_LOADED[code] = operand === 'header-length' ? 0 : 2 ** (8 * width) - 1;
}

/**
 * Numbers the values that A and X can hold. Values that are computed in the same way from the same are
 * one; ancillary words and scratch memory yield a new value each time.
 *
 * Source: Cocke and Schwartz, "Programming Languages and Their Compilers", 1970 (value numbering).
 */
export class ValueNumbers {
  /** By what computes a value, the operands aside. */
  readonly #leaves = new Map<number, number>();
  /** By the value so far and one more operand. */
  readonly #pairs = new Map<number, number>();
  /** The largest number that each value can be. */
  readonly #largest: number[] = [];

  /** A value that is like no other. */
  fresh(largest: number = MAX_U32): number {
    return this.#largest.push(largest) - 1;
  }

  /** What `instr` writes to A or X, which hold `a` and `x` before. */
  of(instr: MachineInstr, a: number, x: number): number {
    const { code, k } = instr;
    if (code === OP.indexFromAccumulator || code === OP.accumulatorFromIndex) {
      return code === OP.indexFromAccumulator ? a : x;
    }
    const reads = readsOf(instr);
    if ((reads & SCRATCH) !== 0 || (code === WORD && k >= ANCILLARY_BASE)) {
      return this.fresh();
    }
    const largest = code === AND ? k : LARGEST_LOADED[code] || MAX_U32;
    let value = this.#intern(this.#leaves, code, k, largest);
    value = (reads & ACCUMULATOR) === 0 ? value : this.#intern(this.#pairs, value, a, largest);
    return (reads & INDEX) === 0 ? value : this.#intern(this.#pairs, value, x, largest);
  }

  /** A u32 that `value` never exceeds. */
  largest(value: number): number {
    return this.#largest[value] ?? MAX_U32;
  }

  /** The value of `high` and `low`, both u32 and `high` below 2^21. */
  #intern(known: Map<number, number>, high: number, low: number, largest: number): number {
    const key = high * 2 ** 32 + low;
    const found = known.get(key);
    if (found !== undefined) {
      return found;
    }
    const value = this.fresh(largest);
    known.set(key, value);
    return value;
  }
}
