import { html, type Markup } from '../html.ts';
import { formatCount } from '../number-format.ts';
import { changedLines, SIGNS } from './changed-lines.ts';
import type { DiffLine } from './text-diff.ts';

/** The most lines that one comparison shows. */
const MAX_LINES = 400;

/** The lines that differ between two texts, with some around them. */
export function diffView(before: string, after: string): Markup {
  const shown = changedLines(before, after);
  const pieces = shown.slice(0, MAX_LINES).map((line) => (line === null ? GAP : lineOf(line)));
  const left = shown.length - MAX_LINES;
  const rest = left > 0 ? html`<span class="gap">… ${formatCount(left, 'more line')}</span>` : null;
  return html`<pre class="diff linked">${pieces}${rest}</pre>`;
}

const GAP = html`<span class="gap">⋯</span>`;

const lineOf = ({ kind, text }: DiffLine): Markup =>
  kind === 'same' ? html`  ${text}\n` : html`<span class="${kind}">${SIGNS[kind]} ${text}</span>`;
