import type {
  Code,
  ExperimentResults,
  FilterEntry,
  PipelineEntry,
  RecordedCompilation,
} from '../../artifact/results/results.ts';
import type { Snapshot } from '../../artifact/stages.ts';
import type { Drawing } from '../cfg/drawing-pool.ts';
import { variantOf } from '../data/measure.ts';
import { html, type Markup } from '../html.ts';
import { formatCount } from '../number-format.ts';
import { commandLine } from './command-line.ts';
import { type NumbersInput, numbersTable, traceTable } from './numbers.ts';
import { passEffects } from './pass-effects.ts';
import { picture } from './picture.ts';
import { spannedExpression, spannedLines } from './spanned.ts';

/**
 * The part of the page about one filter, shown when its heading is opened. It comes in pieces, each
 * of which resembles the piece of the same index of other filters; the drawings go between
 * `heading` and `rest`.
 */
export interface FilterSection {
  readonly heading: Markup;
  readonly rest: readonly Markup[];
}

/** How the subject of `results` compiled `filter`; empty where it made no code of it. */
export function compilationsOf(
  filter: FilterEntry,
  { subject }: ExperimentResults,
): readonly RecordedCompilation[] {
  return variantOf(filter, subject)?.compilations ?? [];
}

/** The section of a filter but for its drawings. */
export function filterSection(filter: FilterEntry, numbers: NumbersInput): FilterSection {
  const { results } = numbers;
  const { subject, pipelines, targets } = results;
  const failed = filter.variants.find(
    (variant) => variant.pipeline === subject && 'error' in variant,
  );
  const failure =
    failed !== undefined && 'error' in failed
      ? html`<p class="failed">${subject} makes no code of it: ${failed.error.message}</p>`
      : null;
  const compilations = compilationsOf(filter, results);
  const shown = [
    ...pipelines.filter(({ name }) => name === subject),
    ...pipelines.filter(({ peer }) => peer).toReversed(),
  ];
  const [first, ...others] = targets.map(({ name, title }) => ({
    title,
    listings: shown.flatMap((pipeline) => listingBlock(filter, pipeline, name)),
  }));
  return {
    heading: html`${spannedExpression(filter.expression, spansOf(filter, compilations))}<p class="muted">${filter.dlt} · <code>${commandLine(filter, results)}</code></p>${numbersTable(filter, numbers)}${traceTable(filter, numbers)}${failure}`,
    rest: [
      html`${compilations.map((made, index) => passPart(made, index === 0))}`,
      html`<h3>${first?.title ?? ''}</h3><div class="columns listings">${first?.listings ?? []}</div>`,
      html`${others.map(
        ({ title, listings }) =>
          html`<details class="fold"><summary>${title}</summary><div class="columns listings">${listings}</div></details>`,
      )}`,
      compilations.length === 0 ? html`` : irPart(compilations),
    ],
  };
}

/** All pieces of the expression that some line of a listing is for. */
function spansOf(
  { variants }: FilterEntry,
  compilations: readonly RecordedCompilation[],
): readonly (string | undefined)[] {
  const listed = variants.flatMap((variant) => ('code' in variant ? variant.code : []));
  return [
    ...listed.map((code) => ('missing' in code ? undefined : code.spans)),
    ...compilations.flatMap(({ input, output }) => [input.spans, output.spans]),
  ];
}

/** Targets with passes of their own come folded, behind those that have none. */
function passPart(compilation: RecordedCompilation, isFirst: boolean): Markup {
  const effects = passEffects(compilation);
  return isFirst
    ? html`<h3>Passes</h3>${effects}`
    : html`<details class="fold"><summary>Passes for ${compilation.targets.join(', ')}</summary>${effects}</details>`;
}

/** The control-flow graph of a filter as the front end built it, and as the passes left it. */
export function drawingPart(
  { subject }: ExperimentResults,
  [first]: readonly RecordedCompilation[],
  drawingOf: (snapshot: Snapshot) => Drawing,
): Markup {
  if (first === undefined) {
    return html``;
  }
  const draw = (title: string, snapshot: Snapshot): Markup =>
    picture(title, snapshot, drawingOf(snapshot));
  const { input, output } = first;
  const pictures =
    input.text === output.text
      ? draw('before and after: no pass changed it', output)
      : html`${draw('before', input)}${draw(`after ${subject}`, output)}`;
  return html`<h3>Control-flow graph</h3><div class="columns">${pictures}</div>`;
}

/** The code that `pipeline` made for one target; nothing where it was not asked for that. */
function listingBlock(
  filter: FilterEntry,
  { name, peer }: PipelineEntry,
  target: string,
): readonly Markup[] {
  const code = variantOf(filter, name)?.code.find((entry) => entry.target === target);
  if (code === undefined) {
    return [];
  }
  const title = peer ? name : `bpfopt ${name}`;
  return 'missing' in code
    ? [html`<div class="listing"><h4>${title}</h4><p class="missing">${code.missing}.</p></div>`]
    : [
        html`<div class="listing"><h4>${title} ${lengthOf(code)}</h4><pre class="code" tabindex="0">${spannedLines(code.listing ?? '', code.spans)}</pre></div>`,
      ];
}

const lengthOf = ({ instructions }: Code): Markup =>
  html`<span class="muted">${formatCount(instructions, 'instruction')}</span>`;

function irPart(compilations: readonly RecordedCompilation[]): Markup {
  const [first] = compilations;
  const texts: readonly (readonly [string, Snapshot | undefined])[] = [
    ['before', first?.input],
    ...compilations.map(
      ({ targets, output }, index) =>
        [index === 0 ? 'after' : `after, for ${targets.join(', ')}`, output] as const,
    ),
  ];
  const columns = texts.map(
    ([title, snapshot]) =>
      html`<div class="listing"><h4>${title}</h4><pre class="code linked">${spannedLines(snapshot?.text ?? '', snapshot?.spans)}</pre></div>`,
  );
  return html`<details class="fold"><summary>IR before and after</summary><div class="columns">${columns}</div></details>`;
}
