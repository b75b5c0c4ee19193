import type { FilterEntry } from '../../artifact/results/results.ts';
import { type FindingGroup, type FindingGroups, filterCount } from '../data/finding-groups.ts';
import { optimizes } from '../data/roles.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber } from '../number-format.ts';

/** Where verdicts differ from the reference: none of ours should. */
export function verdictSection(
  { ours, peers }: FindingGroups,
  reference: string,
  linkTo: (filter: FilterEntry) => string,
): Markup {
  const verdict =
    ours.length === 0
      ? html`<p class="good">All pipelines and engines gave the same verdict on every packet: that of ${reference}.</p>`
      : html`<p class="failed">${formatCount(filterCount(ours), 'filter')} of bpfopt got other verdicts than by ${reference}.</p>${table(ours, linkTo)}`;
  const names = [...new Set(peers.map(({ finding }) => finding.pipeline))];
  const others = names.map((name) =>
    peerPart(
      name,
      peers.filter(({ finding }) => finding.pipeline === name),
      linkTo,
    ),
  );
  return html`<div class="panel">${verdict}${others}</div>`;
}

function peerPart(
  name: string,
  groups: readonly FindingGroup[],
  linkTo: (filter: FilterEntry) => string,
): Markup {
  const reason = optimizes(name)
    ? 'Its optimizer is known to be unsound: it drops loads that would reject a truncated packet, and miscompiles some filters.'
    : 'It means something else by them: versions of libpcap differ, and it has known defects.';
  return html`<details class="fold"><summary>${name} gives other verdicts for ${formatCount(filterCount(groups), 'filter')}</summary><p class="muted">${reason}</p>${table(groups, linkTo)}</details>`;
}

function table(groups: readonly FindingGroup[], linkTo: (filter: FilterEntry) => string): Markup {
  const rows = groups.map(
    ({ finding, filter, engines }) =>
      html`<tr><th>${finding.pipeline}</th><td class="expr"><a href="${linkTo(filter)}">${filter.expression.slice(0, 160)}</a></td><td>${engines.join(', ')}</td>${outcomeCells(finding)}</tr>`,
  );
  return html`<div class="scroll"><table class="numbers"><thead><tr><th>pipeline</th><th class="expr-head">filter</th><th>engines</th><th>trace</th><th>packets<br><span>that differ</span></th><th>first<br><span>counts from 0</span></th><th>verdict</th><th>expected</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function outcomeCells(finding: FindingGroup['finding']): Markup {
  if (finding.kind === 'refused') {
    return html`<td class="failed" colspan="5">refused: ${finding.message}</td>`;
  }
  const { trace, differing, packet, verdict, expected } = finding;
  return html`<td>${trace}</td><td>${formatNumber(differing)}</td><td>${formatNumber(packet)}</td><td>${verdict}</td><td>${expected}</td>`;
}
