import type { Outcome } from '../data/measure.ts';
import { html, type Markup, type Part } from '../html.ts';
import { type Table, tableMarkup } from '../table.ts';

/** A titled part of a page: what a table shows, and the table. */
export function panel(title: string, note: Part, ...tables: readonly Table[]): Markup {
  const text = note === '' ? null : html`<p class="muted">${note}</p>`;
  return html`<div class="panel"><h3>${title}</h3>${text}${tables.map((table) => tableMarkup(table, title))}</div>`;
}

/** A table that is shown on demand; `null` where it has no rows. */
export function foldedPanel(title: string, table: Table): Markup | null {
  return table.rows.length === 0
    ? null
    : html`<details class="panel"><summary>${title}</summary>${tableMarkup(table, title)}</details>`;
}

/** A number to read first. */
export function tile(value: string, label: string, outcome: Outcome = 'equal'): Markup {
  return html`<div class="tile"><b class="${outcome}">${value}</b><span>${label}</span></div>`;
}
