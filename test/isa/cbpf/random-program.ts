import fc from 'fast-check';
import type { CbpfInstruction, CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import {
  CBPF_OPCODES,
  type CbpfOpcode,
  codeOf,
  isConditionalJump,
} from '../../../src/isa/cbpf/opcodes.ts';

/** The operand of an instruction that is no jump: any u32, and often one that matters. */
const operand = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_efff, 0xffff_fffe, 0xffff_ffff),
  fc.nat({ max: 0xffff_ffff }),
);

/** A number by which jumps choose among the instructions that they can reach. */
const choice = fc.nat({ max: 0xffff_ffff });

const draft = fc.record({
  opcode: fc.constantFrom(...CBPF_OPCODES),
  k: operand,
  word: fc.nat({ max: 15 }),
  choices: fc.tuple(choice, choice),
});

/**
 * Programs of 1 to 40 instructions that keep the structural rules, with 0 in every field that an
 * instruction has no use for. Constant divisors and shifts may still be out of range.
 */
export const programs: fc.Arbitrary<CbpfProgram> = fc
  .tuple(fc.array(draft, { maxLength: 39 }), operand)
  .map(([drafts, verdict]) => [
    ...drafts.map(({ opcode, k, word, choices }, index) =>
      instructionOf(opcode, k, word, drafts.length - index, choices),
    ),
    { code: codeOf('ret', 'immediate'), jt: 0, jf: 0, k: verdict },
  ]);

/** `reach` is the number of instructions behind this one. */
function instructionOf(
  opcode: CbpfOpcode,
  k: number,
  word: number,
  reach: number,
  [whenTrue, whenFalse]: readonly [number, number],
): CbpfInstruction {
  const { code } = opcode;
  const used = operandOf(opcode, k, word, whenTrue % reach);
  return isConditionalJump(opcode)
    ? { code, jt: whenTrue % reach, jf: whenFalse % reach, k: used }
    : { code, jt: 0, jf: 0, k: used };
}

function operandOf({ operand: form }: CbpfOpcode, k: number, word: number, skip: number): number {
  switch (form) {
    case 'none':
    case 'index':
    case 'accumulator':
    case 'length':
      return 0;
    case 'scratch':
      return word;
    case 'target':
      return skip;
    default:
      return k;
  }
}
