import { html, type Markup, type Part } from '../html.ts';

/**
 * The lines of `text`, each marked with the piece of the source that it is for; `spans` says which, as
 * `printSpans` does. Those of IR also with the value that they define or the block that they end, by which
 * drawings find them. A script of the page lights what belongs together.
 */
export function spannedLines(text: string, spans: string | undefined): Part {
  if (spans === undefined || spans === '') {
    return text;
  }
  const pieces = spans.split('\n');
  let block = '';
  return text.split('\n').map((line, index, lines) => {
    const end = index === lines.length - 1 ? '' : '\n';
    const span = pieces[index] ?? '';
    block = /^(b\d+):/.exec(line)?.[1] ?? block;
    const of = /^ {2}(v\d+) =/.exec(line)?.[1] ?? block;
    return span === ''
      ? `${line}${end}`
      : html`<span class="at" data-span="${span}"${of === '' ? null : html` data-of="${of}"`}>${line}</span>${end}`;
  });
}

/** A range of the characters of an expression. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/** What stands before a piece up to here is none of its qualifiers. */
const CONNECTIVES = /^[\s\S]*(?:\b(?:and|or|not)\b|&&|\|\||[!()])/;

/**
 * An expression whose smallest pieces that `spans` name can be clicked, each with the qualifiers before it:
 * `tcp port 80` where the span is that of `80`.
 */
export function spannedExpression(
  expression: string,
  spans: readonly (string | undefined)[],
): Markup {
  const parts: Part[] = [];
  let end = 0;
  for (const piece of smallestOf(piecesOf(spans, expression.length))) {
    const before = expression.slice(end, piece.start);
    const connected = CONNECTIVES.exec(before)?.[0] ?? '';
    const rest = before.slice(connected.length);
    const blanks = /^\s*/.exec(rest)?.[0] ?? '';
    const text = rest.slice(blanks.length) + expression.slice(piece.start, piece.end);
    parts.push(
      connected + blanks,
      html`<span class="at" role="button" tabindex="-1" data-span="${piece.start}-${piece.end}">${text}</span>`,
    );
    end = piece.end;
  }
  return html`<pre class="expression" tabindex="0">${parts}${expression.slice(end)}</pre>`;
}

/** The pieces that lines of `spans` name, each once, in order. */
function piecesOf(spans: readonly (string | undefined)[], length: number): readonly Piece[] {
  const named = new Set(spans.flatMap((one) => (one ?? '').split('\n')));
  return [...named]
    .filter((span) => span !== '')
    .map((span): Piece => {
      const [start = 0, end = 0] = span.split('-').map(Number);
      return { start, end };
    })
    .filter(({ end }) => end <= length)
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Those of `pieces`, which are in order, that hold no other; they don't overlap. */
function smallestOf(pieces: readonly Piece[]): readonly Piece[] {
  const smallest: Piece[] = [];
  for (const piece of pieces.toReversed()) {
    const next = smallest.at(-1);
    if (next === undefined || piece.end <= next.start) {
      smallest.push(piece);
    }
  }
  return smallest.reverse();
}
