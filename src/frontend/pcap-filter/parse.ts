import type { Expression } from './syntax/ast.ts';
import { type ReadExpression, readExpression } from './syntax/read-expression.ts';
import { TokenStream } from './syntax/token-stream.ts';

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
export function parseWithRemarks(text: string): ReadExpression {
  const stream = new TokenStream(text);
  const { ahead } = stream;
  return ahead.kind === 'end'
    ? { expression: { kind: 'everything', span: ahead.span }, remarks: [] }
    : readExpression(stream);
}
