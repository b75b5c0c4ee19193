/** A range of a source text, in UTF-16 code units: from `start` up to, not including, `end`. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

/** The most columns of a source line that {@link underline} shows. */
const MAX_COLUMNS = 100;

/** The columns kept before a span that starts far into a long line. */
const COLUMNS_BEFORE = 40;

/** The smallest span that covers `first` and `last`. */
export function spanOf(first: SourceSpan, last: SourceSpan): SourceSpan {
  return { start: first.start, end: last.end };
}

/**
 * Two lines: the line of `text` in which `span` starts, and under it a caret with tildes for the
 * rest of the span. Of a long line only the neighbourhood of the span is shown.
 *
 *     tcp port 70000
 *              ^~~~~
 */
export function underline(text: string, span: SourceSpan): string {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.start);
  const lineEnd = newline === -1 ? text.length : newline;

  const from =
    span.start - lineStart > MAX_COLUMNS - COLUMNS_BEFORE ? span.start - COLUMNS_BEFORE : lineStart;
  const to = Math.min(lineEnd, from + MAX_COLUMNS);
  const before = `${from > lineStart ? '…' : ''}${text.slice(from, span.start)}`;
  const after = `${text.slice(span.start, to)}${to < lineEnd ? '…' : ''}`;
  const tildes = Math.max(0, Math.min(span.end, to) - span.start - 1);
  const indent = before.replace(/[^\t]/g, ' ');
  return `${printable(before + after)}\n${indent}^${'~'.repeat(tildes)}`;
}

/** `line` with control characters replaced one for one, so that columns stay and terminals are safe. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  return line.replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, '\u{fffd}');
}
