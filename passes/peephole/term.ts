import type { Range } from '../../src/analysis/values/range.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import type { BinaryOp, Scalar, Type, UnaryOp } from '../../src/ir/ops.ts';

/** Stands for any value; the same letter for the same SSA value. */
export type Operand = 'x' | 'y' | 'z';

/** Stands for any constant. */
export type Constant = 'A' | 'B';

/**
 * The shape of a value: an operand, a constant, a given constant (`ones` has all bits set), or an
 * operation on shapes. Where an operation commutes or compares, its constant operand is the second.
 */
export type Pattern =
  | Operand
  | Constant
  | number
  | 'ones'
  | readonly [UnaryOp, Pattern]
  | readonly [BinaryOp, Pattern, Pattern]
  | readonly ['select', Pattern, Pattern, Pattern];

/**
 * What is put in place of a match: as a pattern, but operations on constants alone are worked out,
 * and a function yields a constant from those of the match.
 */
export type Template =
  | Operand
  | Constant
  | number
  | 'ones'
  | ((match: Match) => Scalar)
  | readonly [UnaryOp, Template]
  | readonly [BinaryOp, Template, Template]
  | readonly ['select', Template, Template, Template];

/** What the letters of a pattern stand for. */
export interface Match {
  /** The type of the operands of the outermost operation. */
  readonly type: Type;
  value(operand: Operand): ValueId;
  /** A bigint where the constant is an i64. */
  constant(constant: Constant): Scalar;
  /** What is known of an i32 operand wherever it is computed. */
  range(operand: Operand): Range;
}

/** One algebraic identity, used from left to right. */
export interface Rule {
  /** kebab-case and unique. */
  readonly name: string;
  readonly match: readonly [string, ...Pattern[]];
  /** What must hold besides; always, where absent. */
  readonly when?: (match: Match) => boolean;
  readonly to: Template;
  /** The type that the outermost operation works on; both where absent. */
  readonly type?: Type;
}

/** The number of bits of a type. */
export const widthOf = (type: Type): 32 | 64 => (type === 'i32' ? 32 : 64);

/** `value`, in [0, 2^32), as a constant of `type`. */
export const scalar = (type: Type, value: number): Scalar =>
  type === 'i32' ? value : BigInt(value);

/** The constant of `type` with all bits set. */
export const allOnes = (type: Type): Scalar =>
  type === 'i32' ? 0xffff_ffff : 0xffff_ffff_ffff_ffffn;
