import { type SourceSpan, spanOf } from '../../../support/source-span.ts';
import type { FieldTest } from './ast.ts';
import type { TokenStream } from './token-stream.ts';

const RELATIONS = ['=', '!=', '<=', '>=', '<', '>'] as const;

/**
 * Reads what a field of a cell or signal unit is compared with: a number, an operator and a number,
 * or several of these in parentheses with `or` between them.
 */
export function parseFieldTests(stream: TokenStream): {
  readonly alternatives: readonly FieldTest[];
  readonly span: SourceSpan;
} {
  const first = stream.ahead.span;
  const alternatives: FieldTest[] = [];
  let last = first;
  let depth = 0;
  do {
    while (stream.takeSymbol('(') !== null) {
      depth += 1;
    }
    const operator = RELATIONS.find((symbol) => stream.takeSymbol(symbol) !== null) ?? '=';
    last = stream.ahead.span;
    alternatives.push({ operator, value: stream.number() });
    while (depth > 0) {
      const close = stream.takeSymbol(')');
      if (close === null) {
        break;
      }
      depth -= 1;
      last = close.span;
    }
  } while (depth > 0 && continues(stream));
  return { alternatives, span: spanOf(first, last) };
}

/** Takes the `or` between two alternatives, which must be next. */
function continues(stream: TokenStream): boolean {
  if (stream.takeKeyword('or') === null) {
    throw stream.unexpected(["'or'", "')'"]);
  }
  return true;
}
