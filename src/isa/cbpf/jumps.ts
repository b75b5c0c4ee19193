import type { CbpfInstruction } from './instruction.ts';
import { cbpfOpcode, isConditionalJump } from './opcodes.ts';

/**
 * The numbers of instructions that a jump may skip: one for `ja`, two for a conditional jump, where
 * the condition holds and where it does not; empty for other instructions.
 */
export function jumpSkips({ code, jt, jf, k }: CbpfInstruction): readonly number[] {
  const opcode = cbpfOpcode(code);
  if (opcode?.class !== 'jmp') {
    return [];
  }
  return isConditionalJump(opcode) ? [jt, jf] : [k];
}
