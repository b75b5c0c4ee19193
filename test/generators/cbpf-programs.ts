import fc from 'fast-check';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { CBPF_OPCODES, isConditionalJump } from '../../src/isa/cbpf/opcodes.ts';
import { buildProgram } from '../../src/source/cbpf/build-program.ts';

const genes = fc.record({
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
 * Programs of 1 to 60 instructions that libpcap's machine takes; see `buildProgram`. They read few
 * words of scratch memory, and read some before they write them.
 */
export const cbpfPrograms: fc.Arbitrary<CbpfProgram> = fc
  .tuple(fc.array(genes, { maxLength: 59, size: 'max' }), fc.nat({ max: 0xffff }))
  .map(([drafts, verdict]) => buildProgram(drafts, verdict));
