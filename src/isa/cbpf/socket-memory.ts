import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { cbpfOpcode } from './opcodes.ts';

/** What a socket may take for its options by default, in bytes: `net.core.optmem_max` since Linux 6.8. */
export const SOCKET_MEMORY = 131_072;

/** What it was before. */
export const SOCKET_MEMORY_BEFORE = 20_480;

/** What one instruction of the kernel takes, in bytes. */
const KERNEL_INSTRUCTION = 8;

/** What a program takes besides its instructions, in bytes, about. */
const OVERHEAD = 128;

/**
 * How many bytes of a socket's memory a program takes that is attached to it, about: more than the socket
 * has left is ENOMEM. What counts is the code that the kernel makes of the program, in which a load from
 * the packet is many instructions.
 *
 * Source: measured on Linux 6.18 with SO_ATTACH_FILTER, by how many of each instruction still fit.
 */
export const socketMemory = (program: CbpfProgram): number =>
  program.reduce((sum, one) => sum + KERNEL_INSTRUCTION * kernelInstructions(one), OVERHEAD);

function kernelInstructions({ code, jt, jf }: CbpfInstruction): number {
  const opcode = cbpfOpcode(code);
  switch (opcode?.operand) {
    case 'absolute':
      return opcode.width === 1 ? 12 : 13;
    case 'indirect':
      return 8;
    case 'header-length':
      return 18;
    case 'index':
      return opcode.mnemonic === 'div' || opcode.mnemonic === 'mod' ? 5 : 1;
    default:
      return jt > 0 && jf > 0 ? 2 : 1;
  }
}
