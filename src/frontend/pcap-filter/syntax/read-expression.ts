import type { FilterRemark } from '../remark.ts';
import type { Expression } from './ast.ts';
import { ExpressionStack } from './expression-stack.ts';
import { OperandReader } from './operand-reader.ts';
import { OperatorReader } from './operator-reader.ts';
import { type Position, PRIMITIVE } from './parse-stack.ts';
import type { TokenStream } from './token-stream.ts';

/** What {@link readExpression} yields. */
export interface ReadExpression {
  readonly expression: Expression;
  /** In the order of the text. */
  readonly remarks: readonly FilterRemark[];
}

/**
 * Reads an expression to the end of the text, token by token. At any time either an operand has to
 * come, at a known {@link Position}, or one has just been read and an operator or the end has to
 * come.
 */
export function readExpression(stream: TokenStream): ReadExpression {
  const stack = new ExpressionStack(stream);
  const operands = new OperandReader(stream, stack);
  const operators = new OperatorReader(stream, stack);
  let position: Position | null = { allowed: PRIMITIVE, inherited: null };
  while (position !== null || stream.ahead.kind !== 'end') {
    position = position === null ? operators.read() : operands.read(position);
  }
  stack.combineAll();
  if (stack.pending !== undefined) {
    throw stream.unexpected(operators.following());
  }
  return { expression: stack.popConnectable().expression, remarks: operators.remarks };
}
