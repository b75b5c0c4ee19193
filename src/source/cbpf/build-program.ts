import type { CbpfInstruction, CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { type CbpfOpcode, codeOf, isConditionalJump } from '../../isa/cbpf/opcodes.ts';
import { CONSTANTS, pick } from '../ir/generate/filter-genes.ts';

/** The random choices that one instruction is made from; smaller numbers make a simpler one. */
export interface InstructionGenes {
  readonly opcode: CbpfOpcode;
  /** Which constant, or which offset in the packet. */
  readonly value: number;
  /** Which word of scratch memory. */
  readonly word: number;
  /** How many instructions a jump skips where its condition holds, and where it does not. */
  readonly skips: readonly [number, number];
}

/**
 * A program that libpcap's machine takes: one instruction for each of `genes` and a return, with the
 * loads, constants and short jumps of real filters, so that many paths lead to many ends. It may
 * read scratch memory before it has written it.
 */
export function buildProgram(genes: readonly InstructionGenes[], verdict: number): CbpfProgram {
  return [
    ...genes.map((one, index) => {
      const reach = genes.length - index;
      return { ...instruction(one.opcode.code, operandOf(one, reach)), ...jumpsOf(one, reach) };
    }),
    instruction(codeOf('ret', verdict % 2 === 0 ? 'immediate' : 'accumulator'), verdict),
  ];
}

const instruction = (code: number, k: number): CbpfInstruction => ({ code, jt: 0, jf: 0, k });

/** `reach` is the number of instructions behind this one. */
function jumpsOf(
  { opcode, skips: [jt, jf] }: InstructionGenes,
  reach: number,
): Partial<CbpfInstruction> {
  return isConditionalJump(opcode) ? { jt: jt % reach, jf: jf % reach } : {};
}

function operandOf({ opcode, value, word, skips }: InstructionGenes, reach: number): number {
  const isDivision = opcode.mnemonic === 'div' || opcode.mnemonic === 'mod';
  switch (opcode.operand) {
    case 'immediate':
      return pick(CONSTANTS, value) || (isDivision ? 1 : 0);
    case 'absolute':
    case 'indirect':
    case 'header-length':
      return value % 61 === 0 ? 0xffffffff - (value % 7) : value % 24;
    case 'scratch':
      return word;
    case 'target':
      return skips[0] % reach;
    default:
      return 0;
  }
}
