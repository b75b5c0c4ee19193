import type { InputName } from '../../ir/inputs.ts';
import type { LoadInstr, LoadWidth } from '../../ir/ir.ts';
import type { KernelOp } from '../../ir/kernel-ops.ts';
import type { BinaryOp, CompareOp, Scalar, Type, UnaryOp } from '../../ir/ops.ts';

declare const brand: unique symbol;

/** Names one term of one {@link TermGraph}. Dense from 0; operands have smaller ids than their users. */
export type TermId = number & { readonly [brand]: 'TermId' };

/** What a term stands for: a truth, or a value of 32 or 64 bits. */
export type Sort = Type | 'bool';

/** The two-operand operations that yield no truth. */
export type ArithmeticOp = Exclude<BinaryOp, CompareOp>;

/** The comparisons to which all others come down by negation and by exchanging the operands. */
export type BasicCompareOp = 'eq' | 'ult' | 'slt';

/** A constant value: a u32 as number, a u64 as bigint. */
export interface ConstantTerm {
  readonly kind: 'constant';
  readonly value: Scalar;
}

/** A word that is not part of the packet's bytes. */
export interface InputTerm {
  readonly kind: 'input';
  readonly input: InputName;
}

/**
 * The bytes at `base + offset`, as a load without a check yields them. Past the end of the packet
 * they are any bytes, which no verdict depends on.
 */
export interface LoadTerm {
  readonly kind: 'load';
  /** An i32; `null` where the address is constant. */
  readonly base: TermId | null;
  /** A byte offset in [0, 2^33); addresses don't wrap around. */
  readonly offset: number;
  readonly width: LoadWidth;
  readonly order: LoadInstr['order'];
}

export interface UnaryTerm {
  readonly kind: 'unary';
  readonly op: UnaryOp;
  readonly operand: TermId;
}

/** As in the IR; a quotient by zero is any value, since the filter has ended there. */
export interface BinaryTerm {
  readonly kind: 'binary';
  readonly op: ArithmeticOp;
  readonly type: Type;
  readonly lhs: TermId;
  readonly rhs: TermId;
}

/** A truth. */
export interface CompareTerm {
  readonly kind: 'compare';
  readonly op: BasicCompareOp;
  /** The type of both operands. */
  readonly type: Type;
  readonly lhs: TermId;
  readonly rhs: TermId;
}

/** Whether the packet reaches far enough: `base + extent <= caplen`, without wrapping around. */
export interface WithinTerm {
  readonly kind: 'within';
  readonly base: TermId;
  readonly extent: number;
}

/**
 * What the kernel works out from `operands`, about which nothing is known: a value, or for a load whether
 * there are bytes at a negative address.
 */
export interface KernelTerm {
  readonly kind: 'kernel';
  readonly op: KernelOp;
  readonly sort: 'i32' | 'bool';
  readonly operands: readonly TermId[];
  /** Which number of a run it is, from 0, where each one is another; 0 for what is repeatable. */
  readonly draw: number;
}

/** A truth that is known. */
export interface TruthTerm {
  readonly kind: 'truth';
  readonly value: boolean;
}

export interface NotTerm {
  readonly kind: 'not';
  readonly operand: TermId;
}

/** `ifTrue` where the truth `test` holds, else `ifFalse`; these are of one sort. */
export interface IteTerm {
  readonly kind: 'ite';
  readonly sort: Sort;
  readonly test: TermId;
  readonly ifTrue: TermId;
  readonly ifFalse: TermId;
}

/** A truth or value that depends on the packet alone. */
export type Term =
  | ConstantTerm
  | InputTerm
  | LoadTerm
  | UnaryTerm
  | BinaryTerm
  | CompareTerm
  | WithinTerm
  | KernelTerm
  | TruthTerm
  | NotTerm
  | IteTerm;

/** The operands of `term`, in order. */
export function operandsOf(term: Term): readonly TermId[] {
  switch (term.kind) {
    case 'constant':
    case 'input':
    case 'truth':
      return [];
    case 'load':
      return term.base === null ? [] : [term.base];
    case 'within':
      return [term.base];
    case 'kernel':
      return term.operands;
    case 'unary':
    case 'not':
      return [term.operand];
    case 'binary':
    case 'compare':
      return [term.lhs, term.rhs];
    case 'ite':
      return [term.test, term.ifTrue, term.ifFalse];
  }
}
