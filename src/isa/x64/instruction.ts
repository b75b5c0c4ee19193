import type { SourceSpan } from '../../support/source-span.ts';
import type { Condition } from './condition.ts';
import type { Register, Width } from './registers.ts';

/** The low `width` bits of a register. Written `eax`. */
export interface RegisterOperand<R = Register> {
  readonly kind: 'reg';
  readonly reg: R;
  readonly width: Width;
}

/** `width` bits of memory at `base + index * scale + disp`. Written `dword ptr [rdi+rcx*4+0xc]`. */
export interface MemoryOperand<R = Register> {
  readonly kind: 'mem';
  readonly width: Width;
  readonly base: R | null;
  /** Any register but `rsp`. */
  readonly index: R | null;
  readonly scale: 1 | 2 | 4 | 8;
  /** A signed 32-bit number of bytes. */
  readonly disp: number;
}

/** A constant. Read modulo 2 to the power of the instruction's operand width. */
export interface ImmediateOperand {
  readonly kind: 'imm';
  readonly value: bigint;
}

/** The place that a jump goes to. */
export interface LabelOperand {
  readonly kind: 'label';
  readonly label: Label;
}

/** Names a place in one instruction list; printed `L3`. */
export type Label = number;

/** An operand. `R` names registers: machine registers here, also others before allocation. */
export type Operand<R = Register> =
  | RegisterOperand<R>
  | MemoryOperand<R>
  | ImmediateOperand
  | LabelOperand;

/** The instructions that don't depend on a condition. */
export type PlainMnemonic =
  | 'mov'
  | 'movzx'
  | 'movsx'
  | 'movsxd'
  | 'movbe'
  | 'bswap'
  | 'lea'
  | 'xchg'
  | 'push'
  | 'pop'
  | 'add'
  | 'adc'
  | 'sub'
  | 'sbb'
  | 'and'
  | 'or'
  | 'xor'
  | 'cmp'
  | 'test'
  | 'inc'
  | 'dec'
  | 'neg'
  | 'not'
  | 'mul'
  | 'imul'
  | 'div'
  | 'idiv'
  | 'shl'
  | 'shr'
  | 'sar'
  | 'rol'
  | 'ror'
  | 'shlx'
  | 'shrx'
  | 'sarx'
  | 'rorx'
  | 'bt'
  | 'jmp'
  | 'call'
  | 'ret'
  | 'nop';

/** The name of an instruction in Intel's assembly language. */
export type Mnemonic = PlainMnemonic | `j${Condition}` | `set${Condition}` | `cmov${Condition}`;

/** One instruction; its operands stand in Intel's order, destination first. */
export interface Instruction<R = Register> {
  readonly kind: 'instruction';
  readonly mnemonic: Mnemonic;
  readonly operands: readonly Operand<R>[];
  /** The piece of a source text that it is for, where that is known; changes nothing. */
  readonly span?: SourceSpan | undefined;
}

/** Marks the place between two instructions that `label` names. */
export interface LabelMark {
  readonly kind: 'label';
  readonly label: Label;
}

/** A line of an instruction list. */
export type CodeItem = Instruction | LabelMark;

/** Builds an instruction. */
export function instruction<R extends string | number = Register>(
  mnemonic: Mnemonic,
  ...operands: Operand<R>[]
): Instruction<R> {
  return { kind: 'instruction', mnemonic, operands };
}

/** Builds the operand for the low `width` bits of `register`. */
export function reg<R extends string | number>(register: R, width: Width): RegisterOperand<R> {
  return { kind: 'reg', reg: register, width };
}

/** The parts of an address; what is left out counts as nothing. */
export interface Address<R> {
  readonly base?: R;
  readonly index?: R;
  /** Default 1. */
  readonly scale?: 1 | 2 | 4 | 8;
  /** Default 0. */
  readonly disp?: number;
}

/** Builds the operand for `width` bits of memory at `address`. */
export function mem<R extends string | number>(
  width: Width,
  address: Address<R>,
): MemoryOperand<R> {
  const { base = null, index = null, scale = 1, disp = 0 } = address;
  return { kind: 'mem', width, base, index, scale, disp };
}

/** Builds an immediate operand. */
export function imm(value: number | bigint): ImmediateOperand {
  return { kind: 'imm', value: BigInt(value) };
}

/** Builds the operand for a jump's target. */
export function labelOperand(label: Label): LabelOperand {
  return { kind: 'label', label };
}

/** Builds the mark that gives `label` its place. */
export function labelMark(label: Label): LabelMark {
  return { kind: 'label', label };
}
