import { parseWithRemarks } from '../../frontend/pcap-filter/parse.ts';
import type { Arithmetic, Expression } from '../../frontend/pcap-filter/syntax/ast.ts';
import type { SourceSpan } from '../../support/source-span.ts';

type Node = Expression | Arithmetic;

/** Runs of so many words and brackets are left out whatever the length of the expression. */
const SHORT_RUN = 5;

/**
 * Texts with less than `text` in them: without some words in a row; with an operation replaced by an
 * operand or a number, a number by 0 or 1, a connective by an operand; without brackets that are not
 * needed. What takes most away comes first. Some are no expressions at all.
 */
export function* smallerExpressions(text: string): Iterable<string> {
  yield* withoutWords(text);
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

/** The text without some words and brackets in a row; half of them at most, then fewer. */
function* withoutWords(text: string): Iterable<string> {
  const words = [...text.matchAll(/[()]|[^\s()]+/g)];
  let size = Math.floor(words.length / 2);
  while (size > 0) {
    for (let first = 0; first + size <= words.length; first += 1) {
      const start = words[first]?.index ?? 0;
      const end = words[first + size]?.index ?? text.length;
      yield (text.slice(0, start) + text.slice(end)).replaceAll(/\s+(?=\)|$)/g, '');
    }
    size = size > 2 * SHORT_RUN ? Math.floor(size / 2) : size - 1;
  }
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
