/**
 * What the parser keeps of the text that it has read and not yet combined: operands, and operators
 * that wait for their right side.
 */

import type { SourceSpan } from '../../../support/source-span.ts';
import type { Arithmetic, Expression, Qualifiers } from './ast.ts';
import type { Protocol } from './keywords.ts';
import type { PendingArithmetic } from './precedence.ts';
import type { RelationSymbol } from './token.ts';

/** What may come next where an operand has to. */
export interface Allowed {
  /** A primitive, or a relation, which starts with a number. */
  readonly primitive: boolean;
  /** The operand of qualifiers that were written before. */
  readonly operand: boolean;
  /** A number that is worked out. */
  readonly arithmetic: boolean;
}

export const PRIMITIVE: Allowed = { primitive: true, operand: false, arithmetic: true };
export const PRIMITIVE_OR_OPERAND: Allowed = { primitive: true, operand: true, arithmetic: true };
export const OPERAND: Allowed = { primitive: false, operand: true, arithmetic: false };
const ARITHMETIC: Allowed = { primitive: false, operand: false, arithmetic: true };

/** Where an operand stands: what it may be, and the qualifiers that it inherits. */
export interface Position {
  readonly allowed: Allowed;
  /** The qualifiers of the primitive before; `null` where there are none to inherit. */
  readonly inherited: Qualifiers | null;
}

/** Where the two sides of a relation and of arithmetic stand. */
export const IN_ARITHMETIC: Position = { allowed: ARITHMETIC, inherited: null };

/** Something read whole. */
export type ReadOperand = {
  readonly span: SourceSpan;
} /** A primitive, or what connectives made of some; `qualifiers` are for what follows. */ & (
  | {
      readonly kind: 'expression';
      readonly expression: Expression;
      readonly qualifiers: Qualifiers | null;
    }
  /**
   * Operands of qualifiers written before; `enclosed` where parentheses surround several, which then
   * can't start a longer list.
   */
  | {
      readonly kind: 'list';
      readonly expression: Expression;
      readonly qualifiers: Qualifiers;
      readonly enclosed: boolean;
    }
  /** A number that what follows makes an operand of qualifiers, or a part of a relation. */
  | { readonly kind: 'number'; readonly value: number; readonly position: Position }
  | { readonly kind: 'arithmetic'; readonly arithmetic: Arithmetic }
);

/** Something that waits for its right side. */
export type PendingOperator =
  | { readonly kind: 'and' | 'or' }
  | { readonly kind: 'not'; readonly span: SourceSpan }
  /** Qualifiers, which wait for their operand or list of operands. */
  | { readonly kind: 'qualifiers'; readonly span: SourceSpan }
  | { readonly kind: 'relation'; readonly operator: RelationSymbol }
  | {
      readonly kind: 'arithmetic';
      readonly operator: PendingArithmetic;
      readonly span: SourceSpan;
    }
  | { readonly kind: '('; readonly position: Position; readonly span: SourceSpan }
  | { readonly kind: '['; readonly protocol: Protocol; readonly span: SourceSpan };

/** The number that `operand` is, or `null` where it is something else. */
export function asArithmetic(operand: ReadOperand): Arithmetic | null {
  switch (operand.kind) {
    case 'number':
      return operand.position.allowed.arithmetic
        ? { kind: 'number', value: operand.value, span: operand.span }
        : null;
    case 'arithmetic':
      return operand.arithmetic;
    default:
      return null;
  }
}
