import type { CbpfInstruction, CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { cbpfOpcode, isConditionalJump } from '../../isa/cbpf/opcodes.ts';

/**
 * The program of the instructions at the indices `kept`, in order: jumps to one that is gone lead to
 * the next that stays. May end without a return, which makes it invalid.
 */
export function programOf(program: CbpfProgram, kept: readonly number[]): CbpfProgram {
  const places = newPlaces(program.length, kept);
  return kept.flatMap((index, place) => {
    const instruction = program[index];
    return instruction === undefined ? [] : [moved(instruction, { index, place, places })];
  });
}

/** By old index, where execution goes on in the program of the `kept` instructions. */
function newPlaces(length: number, kept: readonly number[]): readonly number[] {
  const places: number[] = new Array(length).fill(kept.length);
  let next = kept.length;
  const staying = new Set(kept);
  for (let index = length - 1; index >= 0; index -= 1) {
    next -= staying.has(index) ? 1 : 0;
    places[index] = next;
  }
  return places;
}

interface Move {
  readonly index: number;
  readonly place: number;
  readonly places: readonly number[];
}

function moved(instruction: CbpfInstruction, { index, place, places }: Move): CbpfInstruction {
  const opcode = cbpfOpcode(instruction.code);
  const skip = (old: number): number => (places[index + 1 + old] ?? place + 1) - place - 1;
  if (opcode?.operand === 'target') {
    return { ...instruction, k: skip(instruction.k) };
  }
  return opcode !== undefined && isConditionalJump(opcode)
    ? { ...instruction, jt: skip(instruction.jt), jf: skip(instruction.jf) }
    : instruction;
}
