import { ancillaryAt } from '../../isa/cbpf/ancillary.ts';
import type { CbpfInstruction, CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { jumpSkips } from '../../isa/cbpf/jumps.ts';
import { type CbpfLocation, cbpfOpcode, SCRATCH_WORDS } from '../../isa/cbpf/opcodes.ts';

/** A variable of the machine: `M[0]` to `M[15]` are 0 to 15, then come `A` and `X`. */
export type Variable = number;

export const ACCUMULATOR: Variable = SCRATCH_WORDS;
export const INDEX: Variable = SCRATCH_WORDS + 1;

/** The number of variables. */
export const VARIABLE_COUNT: number = SCRATCH_WORDS + 2;

/** The variables whose value some path still reads, before each instruction: a bit for each. */
export type LiveVariables = Uint32Array;

/**
 * Finds the live variables before each instruction of a valid program. Jumps only go forward, so one
 * sweep from the end is enough.
 */
export function liveVariables(program: CbpfProgram): LiveVariables {
  const live: LiveVariables = new Uint32Array(program.length + 1);
  for (let index = program.length - 1; index >= 0; index -= 1) {
    const instruction = program[index];
    if (instruction !== undefined) {
      let after = 0;
      for (const next of followers(instruction, index)) {
        after |= live[next] ?? 0;
      }
      const { reads, writes } = accesses(instruction);
      live[index] = (after & ~writes) | reads;
    }
  }
  return live;
}

/** The indexes of the instructions that control may pass to from the one at `index`. */
export function followers(instruction: CbpfInstruction, index: number): readonly number[] {
  switch (cbpfOpcode(instruction.code)?.class) {
    case 'ret':
      return [];
    case 'jmp':
      return jumpSkips(instruction).map((skip) => index + 1 + skip);
    default:
      return [index + 1];
  }
}

function accesses({ code, k }: CbpfInstruction): {
  readonly reads: number;
  readonly writes: number;
} {
  const opcode = cbpfOpcode(code);
  const bits = (locations: readonly CbpfLocation[] = []): number =>
    locations.reduce((set, location) => set | (1 << variableOf(location, k)), 0);
  // A ^ X in the guise of a load (`SKF_AD_ALU_XOR_X`) reads what no load reads
  const isAncillary = opcode?.operand === 'absolute' && ancillaryAt(k)?.readsRegisters === true;
  const extra = isAncillary ? (1 << ACCUMULATOR) | (1 << INDEX) : 0;
  return { reads: bits(opcode?.reads) | extra, writes: bits(opcode?.writes) };
}

function variableOf(location: CbpfLocation, k: number): Variable {
  switch (location) {
    case 'A':
      return ACCUMULATOR;
    case 'X':
      return INDEX;
    case 'M':
      return k;
  }
}
