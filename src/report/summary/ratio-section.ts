import type { RatioRow, RatioTable } from '../data/ratio-table.ts';
import type { Markup } from '../html.ts';
import { formatCount, formatNumber } from '../number-format.ts';
import { type Row, ratioCell, type Table } from '../table.ts';
import { panel } from './panel.ts';

/** One measure compared between pipelines, by group and in total. */
export function ratioSection(table: RatioTable): Markup {
  const { measure, baseline, leftOut } = table;
  const note =
    leftOut === 0
      ? ''
      : ` ${formatCount(leftOut, 'filter')} that some pipeline made no code for left out.`;
  return panel(
    measure.title,
    `Geometric means: ${baseline} in ${measure.unit}, all others as ratios to it; below 1 is better.${note}`,
    ratioRows(table),
  );
}

/** A row for each group and one for all filters: the baseline's mean, and the ratios of the others to it. */
export function ratioRows({ baseline, pipelines, rows, total }: RatioTable): Table {
  return {
    heads: ['group', 'filters', baseline, ...pipelines],
    rows: rows.map(tableRow),
    foot: tableRow(total),
  };
}

const tableRow = ({ group, filters, baseline, ratios }: RatioRow): Row => [
  group,
  filters,
  formatNumber(baseline),
  ...ratios.map(ratioCell),
];
