import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { CBPF_OPCODES, isConditionalJump } from '../../isa/cbpf/opcodes.ts';
import type { Random } from '../../support/random.ts';
import { buildProgram } from './build-program.ts';

const LOADS = CBPF_OPCODES.filter(({ width }) => width > 0);
const JUMPS = CBPF_OPCODES.filter(isConditionalJump);

/** Loads, jumps and all opcodes, by how often an instruction is picked from them. */
const OPCODE_CHOICES = [
  CBPF_OPCODES,
  CBPF_OPCODES,
  CBPF_OPCODES,
  LOADS,
  LOADS,
  JUMPS,
  JUMPS,
  JUMPS,
] as const;

/** The most instructions of a random program before its last return. */
const MAX_LENGTH = 40;

/** A random program that libpcap's machine takes, of 1 to {@link MAX_LENGTH} + 1 instructions. */
export function randomProgram(random: Random): CbpfProgram {
  const genes = Array.from({ length: random.below(MAX_LENGTH + 1) }, () => ({
    opcode: random.pick(random.pick(OPCODE_CHOICES)),
    value: random.below(0x1_0000),
    word: random.below(4),
    skips: [random.below(7), random.below(7)] as const,
  }));
  return buildProgram(genes, random.below(0x1_0000));
}
