import type { Allocation } from '../../../codegen/registers/register-file.ts';
import {
  type Instruction,
  imm,
  instruction,
  type MemoryOperand,
  mem,
  reg,
} from '../../../isa/x64/instruction.ts';
import { CALLEE_SAVED, type Register } from '../../../isa/x64/registers.ts';
import { REGISTER_FILE } from '../machine/register-file.ts';

/**
 * The bytes below the stack pointer that a function which calls nothing may use as they are.
 *
 * Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, 3.2.2.
 */
const RED_ZONE = 128;

const SLOT_SIZE = 8;

/** The part of the stack that a filter uses. */
export class Frame {
  /** The registers to save, in the order in which they are pushed. */
  readonly #saved: readonly Register[];
  /** The size of the slots in bytes, as far as the red zone does not hold them; else 0. */
  readonly #size: number;

  constructor({ places, slotCount }: Allocation<Register>) {
    const used = new Set<unknown>(slotCount > 0 ? [...places, ...REGISTER_FILE.transfer] : places);
    this.#saved = CALLEE_SAVED.filter((register) => used.has(register));
    const size = slotCount * SLOT_SIZE;
    this.#size = size > RED_ZONE ? size : 0;
  }

  /** The memory of stack slot `index`. */
  slot(index: number): MemoryOperand {
    const disp = this.#size > 0 ? index * SLOT_SIZE : -(index + 1) * SLOT_SIZE;
    return mem<Register>(64, { base: 'rsp', disp });
  }

  /** The instructions at the entry. */
  get prologue(): readonly Instruction[] {
    const pushes = this.#saved.map((register) => instruction('push', reg(register, 64)));
    return this.#size === 0
      ? pushes
      : [...pushes, instruction('sub', reg<Register>('rsp', 64), imm(this.#size))];
  }

  /** The instructions before each return. */
  get epilogue(): readonly Instruction[] {
    const pops = this.#saved.toReversed().map((register) => instruction('pop', reg(register, 64)));
    return this.#size === 0
      ? pops
      : [instruction('add', reg<Register>('rsp', 64), imm(this.#size)), ...pops];
  }
}
