import type { RatioRow, RatioTable } from '../data/ratio-table.ts';
import { ratioCell } from '../filter/numbers.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber } from '../number-format.ts';

/** One measure compared between pipelines, by group and in total. */
export function ratioSection(table: RatioTable): Markup {
  const { measure, baseline, pipelines, rows, total, leftOut } = table;
  const heads = pipelines.map((name) => html`<th>${name}</th>`);
  const note =
    leftOut === 0
      ? null
      : html` ${formatCount(leftOut, 'filter')} that some pipeline made no code for left out.`;
  return html`<div class="panel"><h3>${measure.title}</h3><p class="muted">Geometric means: ${baseline} in ${measure.unit}, all others as ratios to it; below 1 is better.${note}</p><div class="scroll"><table class="numbers"><thead><tr><th>group</th><th>filters</th><th>${baseline}</th>${heads}</tr></thead><tbody>${rows.map(tableRow)}</tbody><tfoot>${tableRow(total)}</tfoot></table></div></div>`;
}

function tableRow({ group, filters, baseline, ratios }: RatioRow): Markup {
  return html`<tr><th>${group}</th><td>${filters}</td><td>${formatNumber(baseline)}</td>${ratios.map(ratioCell)}</tr>`;
}
