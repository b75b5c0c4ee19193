import fc from 'fast-check';
import type { CbpfInstruction, CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import {
  CBPF_OPCODES,
  type CbpfOpcode,
  codeOf,
  isConditionalJump,
} from '../../src/isa/cbpf/opcodes.ts';
import { CONSTANTS, pick } from './genes.ts';

const draft = fc.record({
  opcode: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...CBPF_OPCODES) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...CBPF_OPCODES.filter((opcode) => opcode.width > 0)),
    },
    { weight: 3, arbitrary: fc.constantFrom(...CBPF_OPCODES.filter(isConditionalJump)) },
  ),
  value: fc.nat({ max: 0xffff }),
  word: fc.nat({ max: 3 }),
  skips: fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })),
});

/**
 * Programs of 1 to 60 instructions that libpcap's machine takes, with the loads, constants and
 * short jumps of real filters, so that many paths lead to many ends. They read few words of scratch
 * memory, and read some before they write them.
 */
export const cbpfPrograms: fc.Arbitrary<CbpfProgram> = fc
  .tuple(fc.array(draft, { maxLength: 59, size: 'max' }), fc.nat({ max: 0xffff }))
  .map(([drafts, verdict]) => [
    ...drafts.map(({ opcode, value, word, skips }, index) => {
      const reach = drafts.length - index;
      const k = operandOf(opcode, { value, word, skip: skips[0] % reach });
      return { ...instruction(opcode.code, k), ...jumpsOf(opcode, skips, reach) };
    }),
    instruction(codeOf('ret', verdict % 2 === 0 ? 'immediate' : 'accumulator'), verdict),
  ]);

const instruction = (code: number, k: number): CbpfInstruction => ({ code, jt: 0, jf: 0, k });

/** `reach` is the number of instructions behind this one. */
function jumpsOf(
  opcode: CbpfOpcode,
  [jt, jf]: readonly [number, number],
  reach: number,
): Partial<CbpfInstruction> {
  return isConditionalJump(opcode) ? { jt: jt % reach, jf: jf % reach } : {};
}

interface OperandChoices {
  readonly value: number;
  readonly word: number;
  readonly skip: number;
}

function operandOf(opcode: CbpfOpcode, { value, word, skip }: OperandChoices): number {
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
      return skip;
    default:
      return 0;
  }
}
