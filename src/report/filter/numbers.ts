import type {
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  VariantEntry,
} from '../../artifact/results/results.ts';
import { geometricMean } from '../../support/statistics.ts';
import { codeOf, type Measure, measured } from '../data/measure.ts';
import { html, type Markup } from '../html.ts';
import { formatMilliseconds, formatNumber } from '../number-format.ts';
import { type Head, type Row, ratioCell, type Table, tableMarkup } from '../table.ts';

/** What the tables of one filter show. */
export interface NumbersInput {
  readonly results: ExperimentResults;
  readonly executed: Measure;
  readonly baseline: string;
}

/** One column of a table about a filter: what it shows of a pipeline's code. */
type Column = readonly [head: Head, cell: (variant: CompiledVariant) => Row[number]];

/** The table of all that was measured of a filter, a row for each pipeline. */
export function numbersTable(filter: FilterEntry, input: NumbersInput): Markup {
  const columns = columnsOf(filter, input);
  const table: Table = {
    heads: ['pipeline', ...columns.map(([head]) => head)],
    rows: filter.variants.map((variant) => {
      if ('error' in variant) {
        const { message, code } = variant.error;
        const reason = { text: `${message} (${code})`, look: 'failed', span: columns.length };
        return [variant.pipeline, reason];
      }
      return [variant.pipeline, ...columns.map(([, cell]) => cell(variant))];
    }),
  };
  return tableMarkup(table, `measured of ${filter.expression.slice(0, 60)}`);
}

function columnsOf(
  filter: FilterEntry,
  { results: { targets }, executed, baseline }: NumbersInput,
): readonly Column[] {
  const base = measured(executed, filter, baseline);
  const ratio = (count: number | null): number | null =>
    count === null || base === null || base === 0 ? null : count / base;
  return [
    [['executed', 'instr./packet'], (variant) => formatNumber(executed.of(variant))],
    [['ratio to', baseline], (variant) => ratioCell(ratio(executed.of(variant)))],
    ...targets.map(
      ({ name, title }): Column => [
        [title, 'instructions'],
        (variant) => formatNumber(codeOf(variant, name)?.instructions ?? null),
      ],
    ),
    ...targets
      .slice(1)
      .map(
        ({ name, title }): Column => [
          [title, 'bytes'],
          (variant) => formatNumber(codeOf(variant, name)?.bytes ?? null),
        ],
      ),
    [['IR', 'blocks'], ({ ir }) => formatNumber(ir?.blocks ?? null)],
    [['compile', `to ${targets[0]?.title}`], ({ compile }) => formatMilliseconds(compile.total)],
    ...timedEngines(filter).map(
      (engine): Column => [
        [engine, 'ns/packet'],
        ({ timing }) =>
          formatNumber(
            geometricMean(timing.flatMap((one) => (one.engine === engine ? one.median : []))),
          ),
      ],
    ),
  ];
}

/** The executed instructions and accepted packets of each trace, a row for each trace. */
export function traceTable(filter: FilterEntry, { results }: NumbersInput): Markup {
  const variants = filter.variants.filter(isCompiled);
  const rows = results.traces.flatMap(({ name, packets }): Row[] => {
    const counts = variants.map(({ executed }) => executed.find(({ trace }) => trace === name));
    const some = counts.find((count) => count !== undefined);
    return some === undefined
      ? []
      : [
          [
            name,
            ...[packets, some.accepted].map(formatNumber),
            ...counts.map((count) => formatNumber(count?.instructions ?? null)),
          ],
        ];
  });
  const heads = ['trace', 'packets', 'accepted', ...variants.map(({ pipeline }) => pipeline)];
  return rows.length === 0
    ? html``
    : html`<details class="fold"><summary>By trace</summary>${tableMarkup({ heads, rows }, 'by trace')}<p class="muted">Executed instructions a packet.</p></details>`;
}

const isCompiled = (variant: VariantEntry): variant is CompiledVariant => !('error' in variant);

/** The engines that ran the filter, in the order of the results. */
function timedEngines(filter: FilterEntry): readonly string[] {
  const engines = filter.variants
    .filter(isCompiled)
    .flatMap(({ timing }) => timing.map(({ engine }) => engine));
  return [...new Set(engines)];
}
