import { InvariantError } from '../../support/invariant.ts';

/**
 * How an instruction names its operand. In the assembly syntax:
 *
 * | form            | written         | operand                                         |
 * |-----------------|-----------------|-------------------------------------------------|
 * | `none`          |                 | implied by the mnemonic                         |
 * | `immediate`     | `#k`            | the constant k                                  |
 * | `absolute`      | `[k]`           | the packet at byte offset k, or an ancillary word |
 * | `indirect`      | `[x + k]`       | the packet at byte offset X + k                 |
 * | `scratch`       | `M[k]`          | word k of scratch memory                        |
 * | `length`        | `#len`          | the length of the packet on the wire in bytes   |
 * | `header-length` | `4*([k]&0xf)`   | the IPv4 header length at byte offset k         |
 * | `index`         | `x`             | the index register                              |
 * | `accumulator`   | `a`             | the accumulator                                 |
 * | `target`        | `L`             | k, as the number of instructions to skip        |
 */
export type CbpfOperand =
  | 'none'
  | 'immediate'
  | 'absolute'
  | 'indirect'
  | 'scratch'
  | 'length'
  | 'header-length'
  | 'index'
  | 'accumulator'
  | 'target';

/** The class of an instruction: the low three bits of its opcode, 0 to 7 in this order. */
export type CbpfClass = 'ld' | 'ldx' | 'st' | 'stx' | 'alu' | 'jmp' | 'ret' | 'misc';

/** A register, `A` or `X`, or the scratch memory as a whole, `M`. */
export type CbpfLocation = 'A' | 'X' | 'M';

/** The static facts about one opcode. */
export interface CbpfOpcode {
  /** The opcode, a u16. */
  readonly code: number;
  /** The name in assembly text; with the operand's form it is unique. */
  readonly mnemonic: string;
  readonly operand: CbpfOperand;
  readonly class: CbpfClass;
  readonly reads: readonly CbpfLocation[];
  readonly writes: readonly CbpfLocation[];
  /** The bytes that it loads from the packet, which may end the filter: 1, 2 or 4; else 0. */
  readonly width: 0 | 1 | 2 | 4;
  /** What it does, for the reference. */
  readonly summary: string;
}

const CLASSES: readonly CbpfClass[] = ['ld', 'ldx', 'st', 'stx', 'alu', 'jmp', 'ret', 'misc'];

/** The forms of operand that reach into the packet. */
const PACKET_OPERANDS: ReadonlySet<CbpfOperand> = new Set([
  'absolute',
  'indirect',
  'header-length',
]);

/** The width of a packet load by the size bits of its opcode, `(code >> 3) & 3`. */
const WIDTHS: readonly CbpfOpcode['width'][] = [4, 2, 1];

/** A row of the table; `effect` is what it reads and writes, as in `AX>A`. */
function row(
  code: number,
  mnemonic: string,
  operand: CbpfOperand,
  effect: string,
  summary: string,
): CbpfOpcode {
  const [reads = '', writes = ''] = effect.split('>');
  return {
    code,
    mnemonic,
    operand,
    class: CLASSES[code & 7] ?? 'misc',
    reads: [...reads] as CbpfLocation[],
    writes: [...writes] as CbpfLocation[],
    width: PACKET_OPERANDS.has(operand) ? (WIDTHS[(code >> 3) & 3] ?? 0) : 0,
    summary,
  };
}

/**
 * The opcodes of classic BPF, in one table. Assembler, disassembler, checker and virtual machine
 * all read it; an opcode that is not here does not exist.
 *
 * An opcode is laid out as
 *
 *     load, store:  | mode 3 bits | size 2 bits | class 3 bits |
 *     alu, jmp:     | operation 4 bits | source: X 1 bit | class 3 bits |
 *
 * Source: Linux Documentation/networking/filter.rst; McCanne and Jacobson, "The BSD Packet Filter",
 * 1993; the opcodes are those that the kernel's checker takes from user space.
 */
export const CBPF_OPCODES: readonly CbpfOpcode[] = [
  row(0x00, 'ld', 'immediate', '>A', 'A = k'),
  row(0x20, 'ld', 'absolute', '>A', 'A = the big-endian u32 at byte offset k of the packet'),
  row(0x28, 'ldh', 'absolute', '>A', 'A = the big-endian u16 at byte offset k of the packet'),
  row(0x30, 'ldb', 'absolute', '>A', 'A = the byte at byte offset k of the packet'),
  row(0x40, 'ld', 'indirect', 'X>A', 'A = the big-endian u32 at byte offset X + k of the packet'),
  row(0x48, 'ldh', 'indirect', 'X>A', 'A = the big-endian u16 at byte offset X + k of the packet'),
  row(0x50, 'ldb', 'indirect', 'X>A', 'A = the byte at byte offset X + k of the packet'),
  row(0x60, 'ld', 'scratch', 'M>A', 'A = M[k]'),
  row(0x80, 'ld', 'length', '>A', 'A = the length of the packet on the wire'),

  row(0x01, 'ldx', 'immediate', '>X', 'X = k'),
  row(0x61, 'ldx', 'scratch', 'M>X', 'X = M[k]'),
  row(0x81, 'ldx', 'length', '>X', 'X = the length of the packet on the wire'),
  row(0xb1, 'ldxb', 'header-length', '>X', 'X = 4 * (the byte at offset k of the packet & 0xf)'),

  row(0x02, 'st', 'scratch', 'A>M', 'M[k] = A'),
  row(0x03, 'stx', 'scratch', 'X>M', 'M[k] = X'),

  row(0x04, 'add', 'immediate', 'A>A', 'A = A + k'),
  row(0x0c, 'add', 'index', 'AX>A', 'A = A + X'),
  row(0x14, 'sub', 'immediate', 'A>A', 'A = A - k'),
  row(0x1c, 'sub', 'index', 'AX>A', 'A = A - X'),
  row(0x24, 'mul', 'immediate', 'A>A', 'A = A * k'),
  row(0x2c, 'mul', 'index', 'AX>A', 'A = A * X'),
  row(0x34, 'div', 'immediate', 'A>A', 'A = A / k'),
  row(0x3c, 'div', 'index', 'AX>A', 'A = A / X; rejects where X is 0'),
  row(0x44, 'or', 'immediate', 'A>A', 'A = A | k'),
  row(0x4c, 'or', 'index', 'AX>A', 'A = A | X'),
  row(0x54, 'and', 'immediate', 'A>A', 'A = A & k'),
  row(0x5c, 'and', 'index', 'AX>A', 'A = A & X'),
  row(0x64, 'lsh', 'immediate', 'A>A', 'A = A << k'),
  row(0x6c, 'lsh', 'index', 'AX>A', 'A = A << X; 0 where X >= 32'),
  row(0x74, 'rsh', 'immediate', 'A>A', 'A = A >> k, unsigned'),
  row(0x7c, 'rsh', 'index', 'AX>A', 'A = A >> X, unsigned; 0 where X >= 32'),
  row(0x84, 'neg', 'none', 'A>A', 'A = -A'),
  row(0x94, 'mod', 'immediate', 'A>A', 'A = A % k'),
  row(0x9c, 'mod', 'index', 'AX>A', 'A = A % X; rejects where X is 0'),
  row(0xa4, 'xor', 'immediate', 'A>A', 'A = A ^ k'),
  row(0xac, 'xor', 'index', 'AX>A', 'A = A ^ X'),

  row(0x05, 'ja', 'target', '>', 'jumps always'),
  row(0x15, 'jeq', 'immediate', 'A>', 'jumps by A = k'),
  row(0x1d, 'jeq', 'index', 'AX>', 'jumps by A = X'),
  row(0x25, 'jgt', 'immediate', 'A>', 'jumps by A > k, unsigned'),
  row(0x2d, 'jgt', 'index', 'AX>', 'jumps by A > X, unsigned'),
  row(0x35, 'jge', 'immediate', 'A>', 'jumps by A >= k, unsigned'),
  row(0x3d, 'jge', 'index', 'AX>', 'jumps by A >= X, unsigned'),
  row(0x45, 'jset', 'immediate', 'A>', 'jumps by (A & k) != 0'),
  row(0x4d, 'jset', 'index', 'AX>', 'jumps by (A & X) != 0'),

  row(0x06, 'ret', 'immediate', '>', 'ends the filter with verdict k'),
  row(0x16, 'ret', 'accumulator', 'A>', 'ends the filter with verdict A'),

  row(0x07, 'tax', 'none', 'A>X', 'X = A'),
  row(0x87, 'txa', 'none', 'X>A', 'A = X'),
];

const byCode: ReadonlyMap<number, CbpfOpcode> = new Map(CBPF_OPCODES.map((op) => [op.code, op]));

const bySyntax: ReadonlyMap<string, CbpfOpcode> = new Map(
  CBPF_OPCODES.map((op) => [`${op.mnemonic} ${op.operand}`, op]),
);

const mnemonics: ReadonlySet<string> = new Set(CBPF_OPCODES.map((op) => op.mnemonic));

/** The number of words in scratch memory. */
export const SCRATCH_WORDS = 16;

/** The furthest that a conditional jump reaches: the most instructions that it skips, a u8. */
export const MAX_CONDITIONAL_SKIP = 255;

/** The most instructions that the Linux kernel takes in one program. */
export const MAX_PROGRAM_LENGTH = 4096;

/** The facts about opcode `code`; `undefined` where there is no such opcode. */
export function cbpfOpcode(code: number): CbpfOpcode | undefined {
  return byCode.get(code);
}

/** The opcode with this mnemonic and form of operand; `undefined` where there is none. */
export function findCbpfOpcode(mnemonic: string, operand: CbpfOperand): CbpfOpcode | undefined {
  return bySyntax.get(`${mnemonic} ${operand}`);
}

/**
 * The code of the instruction with this mnemonic and form of operand, as in `codeOf('ldh',
 * 'absolute')`, which is 0x28.
 *
 * @throws {@link InvariantError} where there is none.
 */
export function codeOf(mnemonic: string, operand: CbpfOperand): number {
  const found = findCbpfOpcode(mnemonic, operand);
  if (found === undefined) {
    throw new InvariantError(`no cBPF instruction '${mnemonic}' with operand ${operand}`);
  }
  return found.code;
}

/** Whether some instruction has this mnemonic. */
export function isCbpfMnemonic(name: string): boolean {
  return mnemonics.has(name);
}

/** Whether `opcode` jumps by a condition, so that `jt` and `jf` count. */
export function isConditionalJump(opcode: CbpfOpcode): boolean {
  return opcode.class === 'jmp' && opcode.operand !== 'target';
}
