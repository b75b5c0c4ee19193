import type { Interval } from '../../support/sampling/bootstrap.ts';
import { roundedBy } from '../../support/sampling/rounding.ts';
import { formatNumber, NO_NUMBER } from '../number-format.ts';
import type { NamedTable } from '../table.ts';
import type { Comparison, GroupComparison, MeasureComparison } from './comparison.ts';

const VERDICTS = {
  better: 'better',
  worse: 'worse',
  same: 'no difference',
  few: 'too few filters',
} as const;

/** One table for all filters, then for each measure one by group and one by filter. */
export function comparisonTables(comparison: Comparison): readonly NamedTable[] {
  const { measures } = comparison;
  return [
    {
      name: 'all',
      title: `${sideName(comparison, 'b')} against ${sideName(comparison, 'a')}`,
      table: {
        heads: ['measure', ...HEADS],
        rows: measures.map(({ measure, rows: [all] }) => [measure.title, ...groupCells(all)]),
      },
    },
    ...measures.flatMap(measureTables),
  ];
}

/** What a side is called: its pipeline, and its experiment where the two are of different runs. */
export function sideName({ a, b }: Comparison, which: 'a' | 'b'): string {
  const { pipeline, results } = which === 'a' ? a : b;
  return a.results === b.results
    ? pipeline
    : `${pipeline} of ${results.name} (${which.toUpperCase()})`;
}

const HEADS = [
  'filters',
  'ratio B/A',
  'from',
  'to',
  'wins',
  'losses',
  'ties',
  'p',
  'B is',
] as const;

const groupCells = (row: GroupComparison): readonly (string | number)[] => [
  row.filters,
  ...ratioCells(row),
  row.wins,
  row.losses,
  row.ties,
  formatChance(row.test?.probability ?? null),
  VERDICTS[row.verdict],
];

function measureTables({ measure, rows, filters }: MeasureComparison): readonly NamedTable[] {
  const name = measure.name.replaceAll(/[^a-z0-9]+/g, '-');
  const [, ...groups] = rows;
  const byGroup: NamedTable = {
    name: `${name}-by-group`,
    title: `${measure.title}, by group`,
    table: {
      heads: ['group', ...HEADS],
      rows: groups.map((row) => [row.group, ...groupCells(row)]),
    },
  };
  const byFilter: NamedTable = {
    name: `${name}-by-filter`,
    title: `${measure.title} (${measure.unit}), by filter`,
    table: {
      heads: ['filter', 'expression', 'A', 'B', 'ratio B/A', 'from', 'to', 'B is'],
      rows: filters.map(({ filter, a, b, ratio, interval, verdict }) => [
        filter.id,
        filter.expression,
        formatNumber(a),
        formatNumber(b),
        ...ratioCells({ ratio, interval }),
        VERDICTS[verdict],
      ]),
    },
  };
  return groups.length === 0 ? [byFilter] : [byGroup, byFilter];
}

/** A ratio and the ends of its interval, to the digits that the interval leaves a meaning. */
function ratioCells({
  ratio,
  interval,
}: {
  readonly ratio: number | null;
  readonly interval: Interval | null;
}): readonly string[] {
  const error = interval === null ? 0 : (interval.high - interval.low) / 2;
  return [ratio, interval?.low ?? null, interval?.high ?? null].map((value) =>
    value === null ? NO_NUMBER : `${roundedBy(value, error, RATIO_DECIMALS)}×`,
  );
}

/** No ratio is told more exactly. */
const RATIO_DECIMALS = 2;

/** A probability, no finer than the test is. */
function formatChance(chance: number | null): string {
  if (chance === null) {
    return NO_NUMBER;
  }
  return chance < 0.001 ? '< 0.001' : chance.toFixed(3);
}
