import type {
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  VariantEntry,
} from '../../experiment/results.ts';
import { outcome } from '../chart/executed-scatter.ts';
import { geometricMean, type Measure, measured, variantOf } from '../data/measure.ts';
import { html, type Markup } from '../html.ts';
import { formatMilliseconds, formatNumber, formatRatio, NO_NUMBER } from '../number-format.ts';

/** What the tables of one filter show. */
export interface NumbersInput {
  readonly results: ExperimentResults;
  readonly executed: Measure;
  readonly baseline: string;
}

/** The table of all that was measured of a filter, a row for each pipeline. */
export function numbersTable(filter: FilterEntry, input: NumbersInput): Markup {
  const engines = timedEngines(filter);
  const columns = 8 + engines.length;
  const heads = engines.map((engine) => html`<th>${engine}<br><span>ns/packet</span></th>`);
  const rows = filter.variants.map((variant) =>
    'error' in variant
      ? html`<tr><th>${variant.pipeline}</th><td class="failed" colspan="${columns - 1}">${variant.error.message} (${variant.error.code})</td></tr>`
      : variantRow(variant, { filter, engines, input }),
  );
  return html`<div class="scroll"><table class="numbers"><thead><tr><th>pipeline</th><th>executed<br><span>instr./packet</span></th><th>ratio to<br><span>${input.baseline}</span></th><th>cBPF<br><span>instructions</span></th><th>x86-64<br><span>instructions</span></th><th>x86-64<br><span>bytes</span></th><th>IR<br><span>blocks</span></th><th>compile<br><span>to cBPF</span></th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

interface RowContext {
  readonly filter: FilterEntry;
  readonly engines: readonly string[];
  readonly input: NumbersInput;
}

function variantRow(
  variant: CompiledVariant,
  { filter, engines, input: { executed, baseline } }: RowContext,
): Markup {
  const count = executed.of(variant);
  const base = measured(executed, filter, baseline);
  const ratio = count === null || base === null || base === 0 ? null : count / base;
  const { size, compile, timing } = variant;
  const times = engines.map((engine) => {
    const medians = timing.filter((entry) => entry.engine === engine).map(({ median }) => median);
    return html`<td>${formatNumber(geometricMean(medians))}</td>`;
  });
  return html`<tr><th>${variant.pipeline}</th><td>${formatNumber(count)}</td>${ratioCell(ratio)}<td>${formatNumber(size.cbpfInstructions)}</td><td>${formatNumber(size.x64Instructions)}</td><td>${formatNumber(size.x64Bytes)}</td><td>${formatNumber(size.irBlocks)}</td><td>${formatMilliseconds(compile.total)}</td>${times}</tr>`;
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
