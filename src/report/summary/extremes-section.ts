import type { FilterEntry } from '../../artifact/results/results.ts';
import type { FilterRatio } from '../data/ratio-table.ts';
import type { ExperimentSummary } from '../data/summary.ts';
import { ratioCell } from '../filter/numbers.ts';
import { html, type Markup } from '../html.ts';
import { formatNumber } from '../number-format.ts';

/** How many filters each list names. */
const LISTED = 8;

/** The filters with the smallest and the largest ratios of executed instructions. */
export function extremesSection(
  { ratios, roles: { subject, baseline }, findings }: ExperimentSummary,
  linkTo: (filter: FilterEntry) => string,
): Markup {
  const unsound = new Set(
    findings.peers
      .filter(({ finding }) => finding.pipeline === baseline)
      .map(({ filter }) => filter.id),
  );
  const row = ({ filter, subject: ours, baseline: theirs, ratio }: FilterRatio): Markup =>
    html`<tr><td class="expr">${unsound.has(filter.id) ? '† ' : null}<a href="${linkTo(filter)}" title="${filter.id}">${filter.expression.slice(0, 160)}</a></td><td>${formatNumber(ours)}</td><td>${formatNumber(theirs)}</td>${ratioCell(ratio)}</tr>`;
  const list = (title: string, listed: readonly FilterRatio[]): Markup =>
    html`<div class="panel"><h3>${title}</h3><div class="scroll"><table class="numbers"><thead><tr><th>filter</th><th>${subject}</th><th>${baseline}</th><th>ratio</th></tr></thead><tbody>${listed.map(row)}</tbody></table></div></div>`;
  const note =
    unsound.size === 0
      ? null
      : html`<p class="muted">† ${baseline} gives other verdicts for this filter on some packets.</p>`;
  return html`<div class="columns">${list('Best by executed instructions', ratios.slice(0, LISTED))}${list('Worst by executed instructions', ratios.slice(-LISTED).toReversed())}</div>${note}`;
}
