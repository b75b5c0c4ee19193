import { type AncillaryInput, INPUTS, type InputName, type KernelFact } from '../../ir/inputs.ts';
import { KERNEL_OPS, type KernelOp } from '../../ir/kernel-ops.ts';
import { ANCILLARY_WORDS, ancillaryAt } from '../../isa/cbpf/ancillary.ts';
import type { CbpfInstruction, CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { jumpSkips } from '../../isa/cbpf/jumps.ts';
import {
  CBPF_OPCODES,
  type CbpfOpcode,
  cbpfOpcode,
  isConditionalJump,
} from '../../isa/cbpf/opcodes.ts';
import { invariant } from '../../support/invariant.ts';

/** A program in the form that the loop of the virtual machine runs, an element an instruction. */
export interface CbpfVmCode {
  /** What to do, as the cases of the loop are numbered. */
  readonly operations: Uint8Array;
  /** The operand k, as an i32. Packet offsets are at most {@link FURTHEST_OFFSET}. */
  readonly operands: Int32Array;
  /** The index of the next instruction where a jump's condition holds. */
  readonly taken: Int32Array;
  /** The index of the next instruction where a jump's condition does not hold. */
  readonly notTaken: Int32Array;
  /** The index of the counter of each instruction, one of {@link COUNTER}. */
  readonly counters: Uint8Array;
  /** Whether scratch memory is read, so that it must start as zero. */
  readonly readsScratch: boolean;
}

/** The Linux ancillary words of a packet, each a u32; those that are absent read as 0. */
export type AncillaryWords = Readonly<Partial<Record<AncillaryInput | KernelFact, number>>>;

/** What an instruction is counted as: the index of its counter. */
export const COUNTER = { other: 0, branch: 1, load: 2 } as const;

/** The offset that stands for all beyond any packet, so that adding a width to it is an i32 still. */
const FURTHEST_OFFSET = 0x7fff_fff0;

/**
 * The operations of the loop, in the order of its cases: dense, so that the switch becomes one
 * indexed jump. Each is `mnemonic operand` as in the opcode table, but for the last two.
 */
const OPERATIONS: readonly string[] = [
  'ld absolute',
  'ldh absolute',
  'ldb absolute',
  'ld indirect',
  'ldh indirect',
  'ldb indirect',
  'ldxb header-length',
  'jeq immediate',
  'jgt immediate',
  'jge immediate',
  'jset immediate',
  'jeq index',
  'jgt index',
  'jge index',
  'jset index',
  'ja target',
  'ret immediate',
  'ret accumulator',
  'ld immediate',
  'ldx immediate',
  'ld length',
  'ldx length',
  'ld scratch',
  'ldx scratch',
  'st scratch',
  'stx scratch',
  'tax none',
  'txa none',
  'add immediate',
  'sub immediate',
  'mul immediate',
  'div immediate',
  'mod immediate',
  'and immediate',
  'or immediate',
  'xor immediate',
  'lsh immediate',
  'rsh immediate',
  'add index',
  'sub index',
  'mul index',
  'div index',
  'mod index',
  'and index',
  'or index',
  'xor index',
  'lsh index',
  'rsh index',
  'neg none',
  'ancillary word',
  'ancillary xor',
];

/** The number of each operation, by opcode. */
const numbers: ReadonlyMap<number, number> = new Map(
  CBPF_OPCODES.map(({ code, mnemonic, operand }) => [code, numberOf(`${mnemonic} ${operand}`)]),
);

function numberOf(operation: string): number {
  const number = OPERATIONS.indexOf(operation);
  invariant(number !== -1, `the virtual machine has no operation '${operation}'`);
  return number;
}

const ANCILLARY_WORD = numberOf('ancillary word');
const ANCILLARY_XOR = numberOf('ancillary xor');

/**
 * What tells the ancillary words, by the operand of `ancillary word`: the place of the word after
 * `ANCILLARY_BASE`. `null` where nothing does; those are 0.
 */
export const ANCILLARY_SOURCES: readonly (AncillaryInput | KernelOp | null)[] = ANCILLARY_WORDS.map(
  ({ offset }) => sourceAt(offset),
);

function sourceAt(at: number): AncillaryInput | KernelOp | null {
  const inputs = Object.keys(INPUTS) as InputName[];
  const name = inputs.find((each) => INPUTS[each].ancillaryOffset === at);
  const ops = Object.keys(KERNEL_OPS) as KernelOp[];
  return name === undefined || name === 'wirelen' || name === 'caplen'
    ? (ops.find((each) => KERNEL_OPS[each].ancillaryOffset === at) ?? null)
    : name;
}

/** Decodes a program that keeps the structural rules. Linear time. */
export function decodeForVm(program: CbpfProgram): CbpfVmCode {
  const code: CbpfVmCode = {
    operations: new Uint8Array(program.length),
    operands: new Int32Array(program.length),
    taken: new Int32Array(program.length),
    notTaken: new Int32Array(program.length),
    counters: new Uint8Array(program.length),
    readsScratch: program.some((instruction) => opcodeOf(instruction).reads.includes('M')),
  };
  for (const [index, instruction] of program.entries()) {
    const { operation, operand } = decodeOne(instruction);
    const [whenTrue = 0, whenFalse = whenTrue] = jumpSkips(instruction);
    code.operations[index] = operation;
    code.operands[index] = operand;
    code.taken[index] = index + 1 + whenTrue;
    code.notTaken[index] = index + 1 + whenFalse;
    code.counters[index] = counterOf(instruction);
  }
  return code;
}

function opcodeOf({ code }: CbpfInstruction): CbpfOpcode {
  const opcode = cbpfOpcode(code);
  invariant(opcode !== undefined, `opcode 0x${code.toString(16)} was not checked`);
  return opcode;
}

function decodeOne(instruction: CbpfInstruction): { operation: number; operand: number } {
  const opcode = opcodeOf(instruction);
  const { code, k } = instruction;
  const word = opcode.operand === 'absolute' ? ancillaryAt(k) : undefined;
  if (word !== undefined) {
    return word.name === 'alu_xor_x'
      ? { operation: ANCILLARY_XOR, operand: 0 }
      : { operation: ANCILLARY_WORD, operand: word.offset / 4 };
  }
  const operation = numbers.get(code);
  invariant(operation !== undefined, `opcode 0x${code.toString(16)} has no operation`);
  return { operation, operand: opcode.width === 0 ? k : Math.min(k, FURTHEST_OFFSET) };
}

function counterOf(instruction: CbpfInstruction): number {
  const opcode = opcodeOf(instruction);
  if (isConditionalJump(opcode)) {
    return COUNTER.branch;
  }
  const isAncillary = opcode.operand === 'absolute' && ancillaryAt(instruction.k) !== undefined;
  return opcode.width > 0 && !isAncillary ? COUNTER.load : COUNTER.other;
}
