import type { FilterEntry } from '../../artifact/results/results.ts';
import { measured, outcome } from '../data/measure.ts';
import type { ExperimentSummary } from '../data/summary.ts';
import { html, type Markup } from '../html.ts';
import { formatNumber, formatRatio } from '../number-format.ts';
import type { ChunkPlace } from '../page/chunks.ts';

/** How much of an expression its heading shows. */
const EXPRESSION_LENGTH = 240;

/** The orders that the list can take: a number of the filters and a direction, with a name. */
const ORDERS: readonly (readonly [value: string, text: string])[] = [
  ['corpus up', 'as in the corpus'],
  ['ratio down', 'worst ratio first'],
  ['ratio up', 'best ratio first'],
  ['executed down', 'most executed first'],
  ['size down', 'largest first'],
];

/** The list of all filters with their headings; `places` tells where each one's section is packed. */
export function filterList(
  summary: ExperimentSummary,
  places: readonly ChunkPlace[],
  idOf: (filter: FilterEntry) => string,
): Markup {
  const { filters } = summary.results;
  const { subject, baseline } = summary.roles;
  const groups = [...new Set(filters.map(({ group }) => group))];
  const rows = filters.map((filter, index) =>
    filterHeading(filter, summary, { id: idOf(filter), place: places[index] }),
  );
  return html`<div class="filter-list"><div class="toolbar"><input type="search" name="search" placeholder="Search expressions" aria-label="Search expressions"><select name="group" aria-label="Group"><option value="">all groups</option>${groups.map(
    (group) => html`<option>${group}</option>`,
  )}</select><select name="order" aria-label="Order">${ORDERS.map(
    ([value, text]) => html`<option value="${value}">${text}</option>`,
  )}</select><span class="muted count"></span></div><div class="filters"><div class="heads"><span></span><span>filter</span><span class="side">group</span><span class="side">${subject}</span><span class="side">${baseline}</span><span>ratio</span></div>
${rows}</div></div>`;
}

interface HeadingPlace {
  readonly id: string;
  readonly place: ChunkPlace | undefined;
}

function filterHeading(
  filter: FilterEntry,
  { measures, roles }: ExperimentSummary,
  { id, place }: HeadingPlace,
): Markup {
  const ours = measured(measures.executed, filter, roles.subject);
  const theirs = measured(measures.executed, filter, roles.baseline);
  const ratio = ours === null || theirs === null || theirs === 0 ? null : ours / theirs;
  const size = measured(measures.size, filter, roles.subject);
  const { expression, group } = filter;
  const shown =
    expression.length > EXPRESSION_LENGTH
      ? `${expression.slice(0, EXPRESSION_LENGTH)}…`
      : expression;
  return html`<details class="filter scope" id="${id}" data-group="${group}" data-ratio="${ratio ?? ''}" data-executed="${ours ?? ''}" data-size="${size ?? ''}"><summary><span class="expr">${shown}</span><span class="group">${group}</span><span class="side">${formatNumber(ours)}</span><span class="side">${formatNumber(theirs)}</span><span class="${ratio === null ? 'none' : outcome(ratio)}">${formatRatio(ratio)}</span></summary><div class="body" data-chunk="${place?.chunk ?? ''}" data-part="${place?.part ?? 0}">Unpacking…</div></details>
`;
}
