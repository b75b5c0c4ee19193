import type { FilterEntry } from '../../artifact/results/results.ts';
import type { FilterRatio } from '../data/ratio-table.ts';
import type { ExperimentSummary } from '../data/summary.ts';
import { html, type Markup } from '../html.ts';
import { formatNumber } from '../number-format.ts';
import { filterCell, type Row, ratioCell } from '../table.ts';
import { panel } from './panel.ts';

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
  const row = ({ filter, subject: ours, baseline: theirs, ratio }: FilterRatio): Row => [
    { ...filterCell(filter, linkTo), ...(unsound.has(filter.id) ? { note: '†' } : {}) },
    formatNumber(ours),
    formatNumber(theirs),
    ratioCell(ratio),
  ];
  const list = (title: string, listed: readonly FilterRatio[]): Markup =>
    panel(title, '', { heads: ['filter', subject, baseline, 'ratio'], rows: listed.map(row) });
  const note =
    unsound.size === 0
      ? null
      : html`<p class="muted">† ${baseline} gives other verdicts for this filter on some packets.</p>`;
  return html`<div class="columns">${list('Best by executed instructions', ratios.slice(0, LISTED))}${list('Worst by executed instructions', ratios.slice(-LISTED).toReversed())}</div>${note}`;
}
