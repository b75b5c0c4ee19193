import type { FilterRemark } from './remark.ts';
import type { Expression } from './syntax/ast.ts';
import { ExpressionReader } from './syntax/expression-reader.ts';
import { TokenStream } from './syntax/token-stream.ts';

/** What {@link parseWithRemarks} yields. */
export interface ParsedExpression {
  readonly expression: Expression;
  /** In the order of the text. */
  readonly remarks: readonly FilterRemark[];
}

/**
 * Reads a filter expression in the language of pcap-filter(7). Linear in the text, however deeply
 * it nests. Whether names resolve and numbers fit is found when the expression is compiled.
 *
 * @throws {@link FilterSyntaxError} at the first place that does not follow the grammar.
 * @throws {@link FilterTypeError} at a number that is not a u32, or a load not of 1, 2 or 4 bytes.
 */
export function parseExpression(text: string): Expression {
  return parseWithRemarks(text).expression;
}

/** As {@link parseExpression}; also yields remarks. */
export function parseWithRemarks(text: string): ParsedExpression {
  const stream = new TokenStream(text);
  const { ahead } = stream;
  if (ahead.kind === 'end') {
    return { expression: { kind: 'everything', span: ahead.span }, remarks: [] };
  }
  const reader = new ExpressionReader(stream);
  return { expression: reader.read(), remarks: reader.remarks };
}
