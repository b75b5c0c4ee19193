import { groupBy } from '../../support/group-by.ts';
import { roundedBy } from '../../support/sampling/rounding.ts';
import type { BenchResults } from './bench.ts';
import { type BenchMean, type BenchRow, suiteOf } from './bench-rows.ts';
import { formatColumns } from './columns.ts';

/** The rows of a benchmark as text, a table for each filter and trace, and the means of all. */
export function benchTable({ rows, means, omissions }: BenchResults): string {
  const suites = [...groupBy(rows, suiteOf).values()];
  const tables = suites.map(suiteTable);
  const all = suites.length > 1 ? [`all, geometric means\n${meanTable(means)}`] : [];
  const missing = omissions.map(
    ({ filter, subject, reason }) =>
      `not measured: ${subject}${filter === null ? '' : ` for '${shorten(filter)}'`}: ${reason}`,
  );
  const parts = [...tables, ...all, ...(missing.length === 0 ? [] : [missing.join('\n')])];
  return `${parts.join('\n\n')}\n`;
}

/** The most characters of an expression that a table shows. */
const MAX_EXPRESSION = 100;

function shorten(expression: string): string {
  return expression.length > MAX_EXPRESSION
    ? `${expression.slice(0, MAX_EXPRESSION - 1)}…`
    : expression;
}

const ratioCell = (ratio: number | null): string => (ratio === null ? '-' : ratio.toFixed(3));

function suiteTable(rows: readonly BenchRow[]): string {
  const title = `${shorten(rows[0]?.filter ?? '')}\n  on ${rows[0]?.trace}`;
  const table = formatColumns(
    'engine | pipeline | instructions | executed | ns/packet | quartiles | ratio',
    rows.map((row) => [
      row.engine,
      row.pipeline,
      row.instructions === null ? '-' : String(row.instructions),
      row.executed === null ? '-' : row.executed.toFixed(1),
      ...timeCells(row),
    ]),
    2,
  );
  return `${title}\n${table}`;
}

/** The time and its quartiles, and the ratio, to the digits that half of the times between them leave a meaning. */
function timeCells({ median, quartile1, quartile3, ratio }: BenchRow): readonly string[] {
  const error = (quartile3 - quartile1) / 2;
  const [time, low, high] = [median, quartile1, quartile3].map((one) => roundedBy(one, error, 2));
  const ofRatio = ratio === null ? '-' : roundedBy(ratio, (ratio * error) / median, 3);
  return [time ?? '', `${low} to ${high}`, ofRatio];
}

function meanTable(means: readonly BenchMean[]): string {
  return formatColumns(
    'engine | pipeline | rows | ns/packet | ratio',
    means.map(({ engine, pipeline, rows, nanoseconds, ratio }) => [
      engine,
      pipeline,
      String(rows),
      nanoseconds.toFixed(2),
      ratioCell(ratio),
    ]),
    2,
  );
}
