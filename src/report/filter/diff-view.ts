import { html, type Markup } from '../html.ts';
import { formatCount } from '../number-format.ts';
import { type DiffLine, diffLines } from './text-diff.ts';

/** How many unchanged lines stand around a change. */
const CONTEXT = 2;

/** The most lines that one comparison shows. */
const MAX_LINES = 400;

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '-', added: '+' };

/** The lines that differ between two texts, with some around them. */
export function diffView(before: string, after: string): Markup {
  const lines = diffLines(before.trimEnd().split('\n'), after.trimEnd().split('\n'));
  const shown = nearChanges(lines);
  const pieces = shown.slice(0, MAX_LINES).map((line) => (line === null ? GAP : lineOf(line)));
  const left = shown.length - MAX_LINES;
  const rest = left > 0 ? html`<span class="gap">… ${formatCount(left, 'more line')}</span>` : null;
  return html`<pre class="diff linked">${pieces}${rest}</pre>`;
}

const GAP = html`<span class="gap">⋯</span>`;

const lineOf = ({ kind, text }: DiffLine): Markup =>
  kind === 'same' ? html`  ${text}\n` : html`<span class="${kind}">${SIGNS[kind]} ${text}</span>`;

/** The changed lines and those around them and the labels of their blocks; `null` for a gap. */
function nearChanges(lines: readonly DiffLine[]): readonly (DiffLine | null)[] {
  const near = new Set<number>();
  let label = 0;
  for (const [index, { kind, text }] of lines.entries()) {
    if (/^b\d+:/.test(text)) {
      label = index;
    }
    if (kind !== 'same') {
      near.add(label);
      for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) {
        near.add(at);
      }
    }
  }
  const result: (DiffLine | null)[] = [];
  for (const [index, line] of lines.entries()) {
    if (near.has(index)) {
      result.push(line);
    } else if (result.at(-1) !== null) {
      result.push(null);
    }
  }
  return result;
}
