import type { CbpfInstruction, CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { cbpfOpcode } from '../../../src/isa/cbpf/opcodes.ts';

/** More headers than a compiled `protochain` follows. */
const ROUNDS = 18;

/** A verdict that no filter gives: the packet went where libpcap is known to be wrong. */
export const KNOWN_DEFECT = 0xdefec7;

const AUTHENTICATION_HEADER = 51;

/** `ret #0` */
const REJECT: CbpfInstruction = { code: 0x06, jt: 0, jf: 0, k: 0 };

/**
 * A program with loops, which libpcap emits for `protochain` alone, as one that only jumps forward:
 * as many copies as rounds, a jump back going to the next copy. Where a packet has an authentication
 * header the verdict is {@link KNOWN_DEFECT}, since libpcap goes on at a wrong place. Programs
 * without loops are as they were.
 */
export function unrollListing(program: CbpfProgram): CbpfProgram {
  if (!program.some(isJumpBack)) {
    return program;
  }
  const copies = Array.from({ length: ROUNDS }, () =>
    program.map((instruction, at) => inCopy(program, instruction, at)),
  );
  return [...copies.flat(), ...program.map(() => REJECT)];
}

const isJumpBack = ({ code, k }: CbpfInstruction): boolean =>
  cbpfOpcode(code)?.mnemonic === 'ja' && k > 0x7fff_ffff;

/** The instruction in its copy; a jump back spans the rest of this copy. */
function inCopy(program: CbpfProgram, instruction: CbpfInstruction, at: number): CbpfInstruction {
  const before = program[at - 1];
  const isDefect =
    before !== undefined &&
    cbpfOpcode(before.code)?.mnemonic === 'jeq' &&
    before.k === AUTHENTICATION_HEADER &&
    before.jt === 0;
  if (isDefect) {
    return { ...REJECT, k: KNOWN_DEFECT };
  }
  return isJumpBack(instruction)
    ? { ...instruction, k: (instruction.k + program.length) >>> 0 }
    : instruction;
}
