import { parseWithRemarks } from '../../frontend/pcap-filter/parse.ts';
import type { Arithmetic, Expression } from '../../frontend/pcap-filter/syntax/ast.ts';
import type { SourceSpan } from '../../support/source-span.ts';

type Node = Expression | Arithmetic;

/**
 * Expressions with one part less than `text`: a connective or a negation replaced by an operand, an
 * operation by an operand or a number, a number by 0 or 1, brackets that are not needed taken away.
 * The parts that lie outside come first. Some may not be expressions at all.
 */
export function* smallerExpressions(text: string): Iterable<string> {
  const queue: Node[] = parsed(text);
  for (let index = 0; index < queue.length; index += 1) {
    const node = queue[index];
    if (node === undefined) {
      return;
    }
    const inner = childrenOf(node);
    for (const part of [...inner.map(({ span }) => cut(text, span)), ...literalsFor(node)]) {
      yield replaced(text, node.span, inner.length > 0 && part.includes(' ') ? `(${part})` : part);
    }
    queue.push(...inner);
  }
  yield* withoutBrackets(text);
}

/** The expression as the only item; none where it does not parse, for which errors are reduced too. */
function parsed(text: string): Node[] {
  try {
    return [parseWithRemarks(text).expression];
  } catch {
    return [];
  }
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'binary':
    case 'relation':
      return [node.left, node.right];
    case 'not':
    case 'negate':
      return [node.operand];
    case 'load':
      return [node.offset];
    default:
      return [];
  }
}

/** The numbers that may stand in place of an arithmetic operation, or of a larger number. */
function literalsFor(node: Node): readonly string[] {
  switch (node.kind) {
    case 'binary':
    case 'negate':
    case 'load':
    case 'length':
      return ['0', '1'];
    case 'number':
      return ['0', '1'].filter((text) => Number(text) < node.value);
    default:
      return [];
  }
}

/** The text with one pair of round brackets less. */
function* withoutBrackets(text: string): Iterable<string> {
  const open: number[] = [];
  for (const { 0: bracket, index } of text.matchAll(/[()]/g)) {
    const start = bracket === '(' ? undefined : open.pop();
    if (bracket === '(') {
      open.push(index);
    } else if (start !== undefined) {
      yield `${text.slice(0, start)} ${text.slice(start + 1, index)} ${text.slice(index + 1)}`
        .replaceAll(/ +/g, ' ')
        .trim();
    }
  }
}

const cut = (text: string, { start, end }: SourceSpan): string => text.slice(start, end);

const replaced = (text: string, { start, end }: SourceSpan, part: string): string =>
  text.slice(0, start) + part + text.slice(end);
