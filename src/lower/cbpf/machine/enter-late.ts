import type { CbpfInstruction, CbpfProgram } from '../../../isa/cbpf/instruction.ts';
import { cbpfOpcode, isConditionalJump, MAX_CONDITIONAL_SKIP } from '../../../isa/cbpf/opcodes.ts';
import { type Registers, RegisterValues } from './register-values.ts';

/** So many instructions one jump goes past at most. */
const MAX_PASSED = 8;

/**
 * Leads jumps past instructions at their target that write to A or X the value that is there, where
 * they come from. Other ways to the target still need them, so they stay.
 *
 *     (4) ld  [30]                        (4) ld  [30]
 *     (5) jeq #1      jt 9  jf 6    =>    (5) jeq #1      jt 9  jf 7
 *     (6) ld  [30]                        (6) ld  [30]
 *     (7) jeq #2      jt 9  jf 8          (7) jeq #2      jt 9  jf 8
 *
 * The program keeps its length. One sweep, as all jumps go forward; linear.
 *
 * Source: Kildall, "A Unified Approach to Global Program Optimization", POPL 1973 (available
 * expressions), on edges.
 */
export function enterLate(program: CbpfProgram): CbpfProgram {
  const sweep = new LateEntries(program);
  return program.map((instruction, index) => sweep.rewrite(instruction, index));
}

class LateEntries {
  readonly #program: CbpfProgram;
  readonly #values = new RegisterValues();
  /** What is in the registers at instructions that are still to come, by index. */
  readonly #entered: (Registers | undefined)[];

  constructor(program: CbpfProgram) {
    this.#program = program;
    this.#entered = new Array(program.length).fill(undefined);
    this.#entered[0] = this.#values.unknown();
  }

  /** To be called for each instruction in order. */
  rewrite(instruction: CbpfInstruction, index: number): CbpfInstruction {
    const before = this.#entered[index];
    this.#entered[index] = undefined;
    const opcode = cbpfOpcode(instruction.code);
    if (before === undefined || opcode === undefined || opcode.class === 'ret') {
      return instruction;
    }
    if (isConditionalJump(opcode)) {
      const jt = this.#lead(index, instruction.jt, { before, limit: MAX_CONDITIONAL_SKIP });
      const jf = this.#lead(index, instruction.jf, { before, limit: MAX_CONDITIONAL_SKIP });
      const isLed = jt !== instruction.jt || jf !== instruction.jf;
      return isLed ? { ...instruction, jt, jf } : instruction;
    }
    if (opcode.operand === 'target') {
      const limit = Number.POSITIVE_INFINITY;
      return { ...instruction, k: this.#lead(index, instruction.k, { before, limit }) };
    }
    this.#enter(index + 1, this.#values.after(instruction, before) ?? before);
    return instruction;
  }

  /** How many instructions a jump at `index` is to skip in place of `skipped`, at most `limit`. */
  #lead(
    index: number,
    skipped: number,
    { before, limit }: { readonly before: Registers; readonly limit: number },
  ): number {
    let led = skipped;
    while (led < limit && led < skipped + MAX_PASSED && this.#isHeld(index + 1 + led, before)) {
      led += 1;
    }
    this.#enter(index + 1 + led, before);
    return led;
  }

  /** Whether the instruction writes what is in the register. */
  #isHeld(index: number, registers: Registers): boolean {
    const instruction = this.#program[index];
    const after = instruction === undefined ? null : this.#values.after(instruction, registers);
    return after !== null && after.a === registers.a && after.x === registers.x;
  }

  #enter(index: number, registers: Registers): void {
    const other = this.#entered[index];
    this.#entered[index] = other === undefined ? registers : this.#values.meet(other, registers);
  }
}
