import type { Comparison, SideBySideRow } from '../data/side-by-side.ts';
import type { Markup } from '../html.ts';
import { formatRatio } from '../number-format.ts';
import { type Head, type Row, ratioCell, type Table } from '../table.ts';
import { panel } from './panel.ts';

/** Our pipelines beside the baseline: how many filters are better, equal, worse. */
export function sideBySideSection(rows: readonly SideBySideRow[], baseline: string): Markup | null {
  if (rows.length === 0) {
    return null;
  }
  return panel(
    `Filter by filter beside ${baseline}`,
    `For how many filters the code of each pipeline executes fewer, as many, or more instructions a packet than that of ${baseline}, and the same for its static size.`,
    besideRows(rows),
  );
}

/** A row for each pipeline of ours. */
export function besideRows(rows: readonly SideBySideRow[]): Table {
  const heads = (what: string): readonly Head[] => [
    [what, 'mean ratio'],
    'better',
    'equal',
    'worse',
    ['largest', 'ratio'],
    'of',
  ];
  return {
    heads: ['pipeline', ...heads('executed'), ...heads('static')],
    rows: rows.map(({ pipeline, executed, size }) => [
      pipeline,
      ...comparisonCells(executed),
      ...comparisonCells(size),
    ]),
  };
}

const comparisonCells = ({ ratio, better, equal, worse, worst }: Comparison): Row => [
  ratioCell(ratio),
  better,
  equal,
  worse,
  ratioCell(worst?.ratio ?? null),
  worst?.filter ?? '',
];

/** The same in short. */
export function sideBySideTable(rows: readonly SideBySideRow[]): Table {
  const counts = ({ better, equal, worse, worst }: Comparison): Row => [
    `${better} / ${equal} / ${worse}`,
    formatRatio(worst?.ratio ?? null),
  ];
  return {
    heads: ['pipeline', 'executed', 'largest ratio', 'static', 'largest ratio'],
    rows: rows.map(({ pipeline, executed, size }) => [
      pipeline,
      ...counts(executed),
      ...counts(size),
    ]),
  };
}
