import { ANCILLARY_BASE } from '../../isa/cbpf/ancillary.ts';
import { type CbpfOpcode, cbpfOpcode } from '../../isa/cbpf/opcodes.ts';
import {
  type Label,
  type MachineBlock,
  type MachineCode,
  type MachineInstr,
  targets,
} from './machine-code.ts';

/** What is in the registers: the same number for the same value. */
interface Registers {
  readonly a: number;
  readonly x: number;
}

/**
 * Removes instructions that write to A or X the value that is there already, whichever way was taken:
 * a load of the packet that blocks before a join have made each for themselves, most often the
 * header length in X.
 *
 *     b1: ldxb 4*([14]&0xf)      b1: ldxb 4*([14]&0xf)
 *         … jump b3                  … jump b3
 *     b2: ldxb 4*([14]&0xf)      b2: ldxb 4*([14]&0xf)
 *         … jump b3         =>       … jump b3
 *     b3: ldxb 4*([14]&0xf)      b3: ldh [x + 16]
 *         ldh [x + 16]
 *
 * Values that are computed in the same way from the same are one; a load that has been made can't
 * reject when it is made again. One sweep in the order of `code`, in place; linear.
 *
 * Source: Kildall, "A Unified Approach to Global Program Optimization", POPL 1973 (available
 * expressions), for the two registers.
 */
export function removeHeldWrites({ blocks, entry, order }: MachineCode): void {
  const values = new RegisterValues();
  const entered = new Map<Label, Registers>([[entry, values.unknown()]]);
  for (const label of order) {
    const block = blocks[label];
    let registers = entered.get(label);
    if (block === undefined || registers === undefined) {
      continue;
    }
    registers = removeHeld(block, registers, values);
    for (const target of targets(block.end)) {
      const other = entered.get(target);
      entered.set(target, other === undefined ? registers : values.meet(other, registers));
    }
  }
}

/** Removes what is held from one block. Yields what is in the registers behind it. */
function removeHeld(block: MachineBlock, before: Registers, values: RegisterValues): Registers {
  const kept: MachineInstr[] = [];
  let registers = before;
  for (const instr of block.code) {
    const after = values.after(instr, registers);
    if (after === null || after.a !== registers.a || after.x !== registers.x) {
      kept.push(instr);
    }
    registers = after ?? registers;
  }
  block.code = kept;
  return registers;
}

/** Numbers the values that A and X can hold. */
class RegisterValues {
  readonly #numbers = new Map<string, number>();
  #count = 0;

  unknown(): Registers {
    return { a: this.#fresh(), x: this.#fresh() };
  }

  /** What is in the registers behind `instr`; `null` where it writes to neither. */
  after(instr: MachineInstr, registers: Registers): Registers | null {
    const opcode = cbpfOpcode(instr.code);
    const value = opcode === undefined ? this.#fresh() : this.#value(instr, opcode, registers);
    if (opcode?.writes.includes('X') === true) {
      return { ...registers, x: value };
    }
    return opcode?.writes.includes('A') === true ? { ...registers, a: value } : null;
  }

  /** What is in the registers whichever of the two ways was taken. */
  meet(one: Registers, other: Registers): Registers {
    return {
      a: one.a === other.a ? one.a : this.#fresh(),
      x: one.x === other.x ? one.x : this.#fresh(),
    };
  }

  #value({ code, k }: MachineInstr, opcode: CbpfOpcode, { a, x }: Registers): number {
    if (opcode.mnemonic === 'tax' || opcode.mnemonic === 'txa') {
      return opcode.mnemonic === 'tax' ? a : x;
    }
    if (opcode.operand === 'scratch' || (opcode.operand === 'absolute' && k >= ANCILLARY_BASE)) {
      return this.#fresh();
    }
    const operands = `${opcode.reads.includes('A') ? a : ''},${opcode.reads.includes('X') ? x : ''}`;
    const key = `${code},${k},${operands}`;
    const known = this.#numbers.get(key) ?? this.#fresh();
    this.#numbers.set(key, known);
    return known;
  }

  #fresh(): number {
    this.#count += 1;
    return this.#count;
  }
}
