import type { FilterEntry } from '../../experiment/results.ts';
import type { Disagreement } from '../data/disagreements.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber } from '../number-format.ts';

/** Where verdicts differ from the reference: none of ours should. */
export function verdictSection(
  found: readonly Disagreement[],
  reference: string,
  linkTo: (filter: FilterEntry) => string,
): Markup {
  const ours = found.filter(({ peer }) => !peer);
  const theirs = found.filter(({ peer }) => peer);
  const verdict =
    ours.length === 0
      ? html`<p class="good">All code of bpfopt gave the verdicts of ${reference} on every packet.</p>`
      : html`<p class="failed">${formatCount(ours.length, 'disagreement')} of bpfopt with ${reference}.</p>`;
  const note =
    theirs.length === 0
      ? null
      : html`<p class="muted">${formatCount(theirs.length, 'disagreement')} of other compilers, whose optimizers are known to be unsound: libpcap drops loads that would reject a truncated packet, and miscompiles some filters.</p>`;
  const known =
    theirs.length === 0
      ? null
      : html`<details class="fold"><summary>Known unsoundness of others</summary>${table(theirs, reference, linkTo)}</details>`;
  return html`<div class="panel">${verdict}${table(ours, reference, linkTo)}${note}${known}</div>`;
}

function table(
  found: readonly Disagreement[],
  reference: string,
  linkTo: (filter: FilterEntry) => string,
): Markup | null {
  if (found.length === 0) {
    return null;
  }
  const rows = found.flatMap(({ filter, pipeline, peer, traces }) =>
    traces.map(
      ({ trace, accepted, expected }) =>
        html`<tr class="${peer ? 'peer' : 'wrong'}"><th>${pipeline}</th><td>${peer ? 'known unsoundness' : 'wrong'}</td><td class="expr"><a href="${linkTo(filter)}">${filter.expression.slice(0, 160)}</a></td><td>${trace}</td><td>${formatNumber(accepted)}</td><td>${formatNumber(expected)}</td></tr>`,
    ),
  );
  return html`<div class="scroll"><table class="numbers"><thead><tr><th>pipeline</th><th>finding</th><th>filter</th><th>trace</th><th>accepted</th><th>${reference}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
