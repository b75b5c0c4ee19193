import type { CbpfInstruction, CbpfProgram } from '../../../isa/cbpf/instruction.ts';
import {
  CBPF_OPCODES,
  isConditionalJump,
  MAX_CONDITIONAL_SKIP,
} from '../../../isa/cbpf/opcodes.ts';
import { ACCUMULATOR, INDEX, writesOf } from './effects.ts';
import { OP } from './machine-code.ts';
import { ValueNumbers } from './value-numbers.ts';

/** So many instructions one jump goes past at most. */
const MAX_PASSED = 8;

/** Stands in for the value of a register at an instruction that control does not get to. */
const NOWHERE = -1;

/** Whether an opcode jumps by a condition, by 1, or ends the filter, by 2. */
const JUMPS = 1;
const RETURNS = 2;
const FLOW = new Uint8Array(256);
for (const opcode of CBPF_OPCODES) {
  FLOW[opcode.code] = isConditionalJump(opcode) ? JUMPS : opcode.class === 'ret' ? RETURNS : 0;
}

/**
 * Redirects jumps past instructions at their target that write to A or X the value that is there, where
 * they come from. Other paths to the target still need them, so they stay.
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
  readonly #values = new ValueNumbers();
  /** The values of A and X at instructions that are still to come, by index. */
  readonly #a: number[];
  readonly #x: number[];

  constructor(program: CbpfProgram) {
    this.#program = program;
    this.#a = new Array<number>(program.length).fill(NOWHERE);
    this.#x = new Array<number>(program.length).fill(NOWHERE);
    this.#enter(0, this.#values.fresh(), this.#values.fresh());
  }

  /** To be called for each instruction in order. */
  rewrite(instruction: CbpfInstruction, index: number): CbpfInstruction {
    const a = this.#a[index] ?? NOWHERE;
    const x = this.#x[index] ?? NOWHERE;
    const flow = FLOW[instruction.code];
    if (a === NOWHERE || flow === RETURNS) {
      return instruction;
    }
    if (flow === JUMPS) {
      const jt = this.#skip(index + 1, instruction.jt, a, x);
      const jf = this.#skip(index + 1, instruction.jf, a, x);
      const isChanged = jt !== instruction.jt || jf !== instruction.jf;
      return isChanged ? { ...instruction, jt, jf } : instruction;
    }
    if (instruction.code === OP.jump) {
      this.#enter(index + 1 + instruction.k, a, x);
      return instruction;
    }
    const written = writesOf(instruction) & (ACCUMULATOR | INDEX);
    const value = written === 0 ? NOWHERE : this.#values.of(instruction, a, x);
    this.#enter(index + 1, written === ACCUMULATOR ? value : a, written === INDEX ? value : x);
    return instruction;
  }

  /** How many instructions a jump from before `next` is to skip in place of `skipped`. */
  #skip(next: number, skipped: number, a: number, x: number): number {
    const most = Math.min(MAX_CONDITIONAL_SKIP, skipped + MAX_PASSED);
    let passed = skipped;
    while (passed < most && this.#isHeld(next + passed, a, x)) {
      passed += 1;
    }
    this.#enter(next + passed, a, x);
    return passed;
  }

  /** Whether the instruction writes what is in the register. */
  #isHeld(index: number, a: number, x: number): boolean {
    const instruction = this.#program[index];
    const written = instruction === undefined ? 0 : writesOf(instruction) & (ACCUMULATOR | INDEX);
    return (
      instruction !== undefined &&
      written !== 0 &&
      this.#values.of(instruction, a, x) === (written === ACCUMULATOR ? a : x)
    );
  }

  #enter(index: number, a: number, x: number): void {
    const isNew = this.#a[index] === NOWHERE;
    this.#a[index] = isNew || this.#a[index] === a ? a : this.#values.fresh();
    this.#x[index] = isNew || this.#x[index] === x ? x : this.#values.fresh();
  }
}
