import type {
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  VariantEntry,
} from '../../artifact/results/results.ts';
import { outcome } from '../chart/executed-scatter.ts';
import { codeOf, geometricMean, type Measure, measured, variantOf } from '../data/measure.ts';
import { html, type Markup } from '../html.ts';
import { formatMilliseconds, formatNumber, formatRatio, NO_NUMBER } from '../number-format.ts';

/** What the tables of one filter show. */
export interface NumbersInput {
  readonly results: ExperimentResults;
  readonly executed: Measure;
  readonly baseline: string;
}

/** One column of a table about a filter: what it shows of a pipeline's code. */
interface Column {
  readonly title: string;
  readonly unit: string;
  cell(variant: CompiledVariant): Markup;
}

/** The table of all that was measured of a filter, a row for each pipeline. */
export function numbersTable(filter: FilterEntry, input: NumbersInput): Markup {
  const columns = columnsOf(filter, input);
  const heads = columns.map(({ title, unit }) => html`<th>${title}<br><span>${unit}</span></th>`);
  const rows = filter.variants.map((variant) =>
    'error' in variant
      ? html`<tr><th>${variant.pipeline}</th><td class="failed" colspan="${columns.length}">${variant.error.message} (${variant.error.code})</td></tr>`
      : html`<tr><th>${variant.pipeline}</th>${columns.map(({ cell }) => cell(variant))}</tr>`,
  );
  return html`<div class="scroll"><table class="numbers"><thead><tr><th>pipeline</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function columnsOf(
  filter: FilterEntry,
  { results: { targets }, executed, baseline }: NumbersInput,
): readonly Column[] {
  const base = measured(executed, filter, baseline);
  const number = (
    title: string,
    unit: string,
    of: (variant: CompiledVariant) => number | null,
  ) => ({
    title,
    unit,
    cell: (variant: CompiledVariant) => html`<td>${formatNumber(of(variant))}</td>`,
  });
  return [
    number('executed', 'instr./packet', executed.of),
    {
      title: 'ratio to',
      unit: baseline,
      cell: (variant) => {
        const count = executed.of(variant);
        return ratioCell(count === null || base === null || base === 0 ? null : count / base);
      },
    },
    ...targets.flatMap(({ name, title }, index) => [
      number(title, 'instructions', (variant) => codeOf(variant, name)?.instructions ?? null),
      ...(index === 0
        ? []
        : [number(title, 'bytes', (variant) => codeOf(variant, name)?.bytes ?? null)]),
    ]),
    number('IR', 'blocks', ({ ir }) => ir?.blocks ?? null),
    {
      title: 'compile',
      unit: `to ${targets[0]?.title}`,
      cell: ({ compile }) => html`<td>${formatMilliseconds(compile.total)}</td>`,
    },
    ...timedEngines(filter).map((engine) =>
      number(engine, 'ns/packet', ({ timing }) =>
        geometricMean(timing.flatMap((entry) => (entry.engine === engine ? entry.median : []))),
      ),
    ),
  ];
}

/** A ratio in the colour of its outcome. */
export function ratioCell(ratio: number | null): Markup {
  return ratio === null
    ? html`<td>${NO_NUMBER}</td>`
    : html`<td class="${outcome(ratio)}">${formatRatio(ratio)}</td>`;
}

/** The executed instructions and accepted packets of each trace, a row for each trace. */
export function traceTable(filter: FilterEntry, { results }: NumbersInput): Markup {
  const variants = filter.variants.filter(isCompiled);
  const traces = results.traces.filter(({ name }) =>
    variants.some(({ executed }) => executed.some(({ trace }) => trace === name)),
  );
  if (traces.length === 0) {
    return html``;
  }
  const heads = variants.map(({ pipeline }) => html`<th>${pipeline}</th>`);
  const rows = traces.map(({ name, packets }) => {
    const counts = variants.map(({ pipeline }) =>
      variantOf(filter, pipeline)?.executed.find(({ trace }) => trace === name),
    );
    const cells = counts.map(
      (count) => html`<td>${formatNumber(count?.instructions ?? null)}</td>`,
    );
    const accepted = counts.find((count) => count !== undefined)?.accepted ?? null;
    return html`<tr><th>${name}</th><td>${formatNumber(packets)}</td><td>${formatNumber(accepted)}</td>${cells}</tr>`;
  });
  return html`<details class="fold"><summary>By trace</summary><div class="scroll"><table class="numbers"><thead><tr><th>trace</th><th>packets</th><th>accepted</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div><p class="muted">Executed cBPF instructions a packet.</p></details>`;
}

const isCompiled = (variant: VariantEntry): variant is CompiledVariant => !('error' in variant);

/** The engines that ran the filter, in the order of the results. */
function timedEngines(filter: FilterEntry): readonly string[] {
  const engines = filter.variants
    .filter(isCompiled)
    .flatMap(({ timing }) => timing.map(({ engine }) => engine));
  return [...new Set(engines)];
}
