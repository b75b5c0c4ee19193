import type { FilterEntry } from '../artifact/results/results.ts';
import { outcome } from './data/measure.ts';
import { html, type Markup } from './html.ts';
import { formatRatio } from './number-format.ts';

/** What stands above a column: a title, and what its cells count. */
export type Head = string | readonly [title: string, unit: string];

/** A cell with a look of its own. */
export interface Cell {
  readonly text: string;
  /** A class of the page's styles: `better`, `failed`, `expr`. */
  readonly look?: string;
  /** Where a click leads. */
  readonly href?: string;
  /** Written behind the text, and only in HTML. */
  readonly note?: string;
  /** How many columns it spans. Default: 1. */
  readonly span?: number;
}

export type Row = readonly (Cell | string | number)[];

/** A table of a report, as data: the first cell of a row names it. */
export interface Table {
  readonly heads: readonly Head[];
  readonly rows: readonly Row[];
  /** The row of the totals. */
  readonly foot?: Row;
}

/** A table with a name for files and a title for people. */
export interface NamedTable {
  /** kebab-case. */
  readonly name: string;
  readonly title: string;
  readonly table: Table;
}

/** A ratio in the colour of its outcome. */
export const ratioCell = (ratio: number | null): Cell => ({
  text: formatRatio(ratio),
  ...(ratio === null ? {} : { look: outcome(ratio) }),
});

/** An expression that leads to the section of its filter. */
export const filterCell = (
  { expression, ...filter }: FilterEntry,
  linkTo: (filter: FilterEntry) => string,
): Cell => ({
  text: expression.slice(0, MAX_EXPRESSION),
  look: 'expr',
  href: linkTo({ expression, ...filter }),
});

const MAX_EXPRESSION = 160;

/** The table for a page; `label` is what those hear it called who can't see it. */
export function tableMarkup({ heads, rows, foot }: Table, label: string): Markup {
  const head = heads.length === 0 ? null : html`<thead><tr>${heads.map(headMarkup)}</tr></thead>`;
  const last = foot === undefined ? null : html`<tfoot>${rowMarkup(foot)}</tfoot>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table class="numbers">${head}<tbody>${rows.map(rowMarkup)}</tbody>${last}</table></div>`;
}

/** The texts of all cells: the heads, the rows, and the totals where there are some. */
export function tableTexts({ heads, rows, foot }: Table): readonly (readonly string[])[] {
  const titles = heads.map((head) => (typeof head === 'string' ? head : head.join(', ')));
  return [
    titles,
    ...[...rows, ...(foot === undefined ? [] : [foot])].map((row) => row.map(textOf)),
  ];
}

/** The table in Markdown. */
export function tableText({ heads, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const titles = heads.map((head) => (typeof head === 'string' ? head : head[0]));
  const rule = `|${heads.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`;
  return [line(titles), rule, ...rows.map((row) => line(row.map(textOf)))].join('\n');
}

/** `text` with what means something in Markdown escaped. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\|`*_<>]/g, (character) => `\\${character}`);

const textOf = (cell: Row[number]): string => (typeof cell === 'object' ? cell.text : `${cell}`);

const headMarkup = (head: Head): Markup =>
  typeof head === 'string'
    ? html`<th scope="col">${head}</th>`
    : html`<th scope="col">${head[0]}<br><span>${head[1]}</span></th>`;

const rowMarkup = (row: Row): Markup => html`<tr>${row.map(cellMarkup)}</tr>`;

function cellMarkup(cell: Row[number], index: number): Markup {
  const {
    text,
    look = '',
    href,
    note,
    span = 1,
  } = typeof cell === 'object' ? cell : { text: `${cell}` };
  const name = look === '' ? null : html` class="${look}"`;
  const columns = span === 1 ? null : html` colspan="${span}"`;
  const body = href === undefined ? text : html`<a href="${href}">${text}</a>`;
  const rest = note === undefined ? null : html` <span>${note}</span>`;
  return index === 0 && name === null
    ? html`<th scope="row"${columns}>${body}${rest}</th>`
    : html`<td${name}${columns}>${body}${rest}</td>`;
}
