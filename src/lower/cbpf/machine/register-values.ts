import { ANY, between, exactly, type Range } from '../../../analysis/range.ts';
import { binaryRange } from '../../../analysis/range-arithmetic.ts';
import { ANCILLARY_BASE } from '../../../isa/cbpf/ancillary.ts';
import { type CbpfOpcode, cbpfOpcode } from '../../../isa/cbpf/opcodes.ts';
import type { MachineInstr } from './machine-code.ts';

/** What is in the registers: the same number for the same value. */
export interface Registers {
  readonly a: number;
  readonly x: number;
}

/** The bits of a value under a mask. */
export interface MaskedValue {
  readonly of: number;
  /** A u32. */
  readonly mask: number;
}

/**
 * Numbers the values that A and X can hold. Values that are computed in the same way from the same are
 * one; ancillary words and scratch memory yield a new value each time.
 */
export class RegisterValues {
  readonly #numbers = new Map<string, number>();
  readonly #masked = new Map<number, MaskedValue>();
  readonly #widths = new Map<number, number>();
  #count = 0;

  unknown(): Registers {
    return { a: this.#fresh(), x: this.#fresh() };
  }

  /** What is in the registers behind `instr`; `null` where it writes to neither. */
  after(instr: MachineInstr, registers: Registers): Registers | null {
    const opcode = cbpfOpcode(instr.code);
    if (opcode?.writes.includes('X') === true) {
      return { ...registers, x: this.#value(instr, opcode, registers) };
    }
    if (opcode?.writes.includes('A') === true) {
      return { ...registers, a: this.#value(instr, opcode, registers) };
    }
    return null;
  }

  /** What is in the registers whichever of the two ways was taken. */
  meet(one: Registers, other: Registers): Registers {
    if (one.a === other.a && one.x === other.x) {
      return one;
    }
    return {
      a: one.a === other.a ? one.a : this.#fresh(),
      x: one.x === other.x ? one.x : this.#fresh(),
    };
  }

  /** What `value` masks; `undefined` where it is no masked value. */
  masked(value: number): MaskedValue | undefined {
    return this.#masked.get(value);
  }

  /** What `value` can be by itself, and by what `known` says of it and of what it masks. */
  rangeOf(value: number, known: (value: number) => Range | undefined): Range {
    const masked = this.#masked.get(value);
    const width = this.#widths.get(value);
    const own = width === undefined ? ANY : between(0, 2 ** (8 * width) - 1);
    return masked === undefined
      ? (known(value) ?? own)
      : binaryRange('and', known(masked.of) ?? ANY, exactly(masked.mask));
  }

  #value(instr: MachineInstr, opcode: CbpfOpcode, { a, x }: Registers): number {
    const { code, k } = instr;
    if (opcode.mnemonic === 'tax' || opcode.mnemonic === 'txa') {
      return opcode.mnemonic === 'tax' ? a : x;
    }
    if (opcode.operand === 'scratch' || (opcode.operand === 'absolute' && k >= ANCILLARY_BASE)) {
      return this.#fresh();
    }
    const operands = `${opcode.reads.includes('A') ? a : ''},${opcode.reads.includes('X') ? x : ''}`;
    const key = `${code},${k},${operands}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) {
      return known;
    }
    const value = this.#fresh();
    this.#numbers.set(key, value);
    if (opcode.mnemonic === 'and' && opcode.operand === 'immediate') {
      this.#masked.set(value, { of: a, mask: k });
    }
    if (opcode.width > 0 && opcode.operand !== 'header-length') {
      this.#widths.set(value, opcode.width);
    }
    return value;
  }

  #fresh(): number {
    this.#count += 1;
    return this.#count;
  }
}
