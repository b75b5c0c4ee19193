import type { ExperimentResults } from '../artifact/results/results.ts';
import { ablationTable, withoutAblation } from './data/ablation-table.ts';
import { type Measure, measured } from './data/measure.ts';
import { sideBySide } from './data/side-by-side.ts';
import { type ExperimentSummary, summarize } from './data/summary.ts';
import { formatNumber } from './number-format.ts';
import { worthTable } from './summary/ablation-section.ts';
import { ratioRows } from './summary/ratio-section.ts';
import { besideRows } from './summary/side-by-side-section.ts';
import { engineTable, groupTable } from './summary/timing-section.ts';
import type { NamedTable } from './table.ts';

/**
 * The tables of the report of an experiment, in its order, then one with a row for each filter. None where no
 * pipeline made any code; those of times and of passes where these were measured.
 */
export function reportTables(complete: ExperimentResults): readonly NamedTable[] {
  const results = withoutAblation(complete);
  const summary = summarize(results);
  if (summary === null) {
    return [];
  }
  const { executed, size, roles } = summary;
  const beside = sideBySide(results, roles.baseline);
  const worth = ablationTable(complete);
  return [
    { name: 'executed', title: executed.measure.title, table: ratioRows(executed) },
    { name: 'static', title: size.measure.title, table: ratioRows(size) },
    ...(beside.length === 0
      ? []
      : [
          {
            name: 'side-by-side',
            title: `Filter by filter beside ${roles.baseline}`,
            table: besideRows(beside),
          },
        ]),
    ...timeTables(summary),
    ...(worth === null
      ? []
      : [{ name: 'passes', title: 'What each pass is worth', table: worthTable(worth) }]),
    filterTable(summary),
  ];
}

function timeTables({ timing, roles: { subject } }: ExperimentSummary): readonly NamedTable[] {
  const { runners, pairs } = timing;
  const ofSubject = runners.filter(({ pipeline }) => pipeline === subject);
  return pairs === 0
    ? []
    : [
        { name: 'times', title: 'Nanoseconds a packet', table: engineTable(timing, null) },
        {
          name: 'times-by-group',
          title: `Nanoseconds a packet by group, ${subject}`,
          table: groupTable(timing, ofSubject),
        },
      ];
}

/** The exact measures of each filter under each pipeline. */
function filterTable({ results, measures }: ExperimentSummary): NamedTable {
  const { filters, pipelines } = results;
  const columns = Object.entries(measures) as readonly (readonly [string, Measure])[];
  const cells = pipelines.flatMap(({ name }) =>
    columns.map(([what, measure]) => ({ name, what: what === 'size' ? 'static' : what, measure })),
  );
  return {
    name: 'filters',
    title: 'Each filter',
    table: {
      heads: [
        'filter',
        'group',
        'expression',
        ...cells.map(({ name, what }) => `${name}, ${what}`),
      ],
      rows: filters.map((filter) => [
        filter.id,
        filter.group,
        filter.expression,
        ...cells.map(({ name, measure }) => formatNumber(measured(measure, filter, name))),
      ]),
    },
  };
}
