import type { FilterEntry } from '../../artifact/results/results.ts';
import { type FindingGroup, type FindingGroups, filterCount } from '../data/finding-groups.ts';
import { optimizes } from '../data/roles.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber } from '../number-format.ts';
import { filterCell, type Row, type Table, tableMarkup } from '../table.ts';

/** Where verdicts differ from the reference: none of ours should. */
export function verdictSection(
  { ours, peers }: FindingGroups,
  reference: string,
  linkTo: (filter: FilterEntry) => string,
): Markup {
  const verdict =
    ours.length === 0
      ? html`<p class="good">All pipelines and engines gave the same verdict on every packet: that of ${reference}.</p>`
      : html`<p class="failed">${formatCount(filterCount(ours), 'filter')} of bpfopt got other verdicts than by ${reference}.</p>${findingTable(ours, linkTo)}`;
  const names = [...new Set(peers.map(({ finding }) => finding.pipeline))];
  const others = names.map((name) => {
    const groups = peers.filter(({ finding }) => finding.pipeline === name);
    const reason = optimizes(name)
      ? 'Its optimizer is known to be unsound: it drops loads that would reject a truncated packet, and miscompiles some filters.'
      : 'It means something else by them: versions of libpcap differ, and it has known defects.';
    return html`<details class="fold"><summary>${name} gives other verdicts for ${formatCount(filterCount(groups), 'filter')}</summary><p class="muted">${reason}</p>${findingTable(groups, linkTo)}</details>`;
  });
  return html`<div class="panel">${verdict}${others}</div>`;
}

function findingTable(
  groups: readonly FindingGroup[],
  linkTo: (filter: FilterEntry) => string,
): Markup {
  const table: Table = {
    heads: [
      ...['pipeline', 'filter', 'engines', 'trace'],
      ['packets', 'that differ'],
      ['first', 'counts from 0'],
      ...['verdict', 'expected'],
    ],
    rows: groups.map(({ finding, filter, engines }) => [
      finding.pipeline,
      filterCell(filter, linkTo),
      engines.join(', '),
      ...outcomeCells(finding),
    ]),
  };
  return tableMarkup(table, 'verdicts that differ');
}

function outcomeCells(finding: FindingGroup['finding']): Row {
  if (finding.kind === 'refused') {
    return [{ text: `refused: ${finding.message}`, look: 'failed', span: 5 }];
  }
  const { trace, differing, packet, verdict, expected } = finding;
  return [trace, formatNumber(differing), formatNumber(packet), verdict, expected];
}
