import type { Drawing } from '../cfg/drawing-pool.ts';
import { html, type Markup, trusted } from '../html.ts';
import { formatCount } from '../number-format.ts';
import type { Listing } from './listings.ts';
import type { FilterMaterial } from './material.ts';
import { type NumbersInput, numbersTable, traceTable } from './numbers.ts';
import { passEffects } from './pass-effects.ts';
import type { Snapshot, StagedCompilation } from './stages.ts';

/** The control-flow graph of a filter as the front end built it, and as the passes left it. */
export interface DrawingPair {
  readonly before: Drawing;
  readonly after: Drawing;
}

/**
 * The part of the page about one filter, shown when its heading is opened. It comes in pieces, each
 * of which resembles the piece of the same index of other filters; the drawings go between
 * `heading` and `rest`.
 */
export interface FilterSection {
  readonly heading: Markup;
  readonly rest: readonly Markup[];
}

/** The section of a filter but for its drawings. */
export function filterSection(material: FilterMaterial, numbers: NumbersInput): FilterSection {
  const { filter, pipeline, staged, cbpf, x64 } = material;
  const isFailed = 'error' in staged;
  const failure = isFailed
    ? html`<p class="failed">${pipeline.name} makes no code of it: ${staged.error}</p>`
    : null;
  return {
    heading: html`<pre class="expression">${filter.expression}</pre><p class="muted">${filter.dlt} · <code>${commandLine(material)}</code></p>${numbersTable(filter, numbers)}${traceTable(filter, numbers)}${failure}`,
    rest: [
      isFailed ? html`` : html`<h4>Passes</h4>${passEffects(staged)}`,
      html`<h4>Classic BPF</h4><div class="columns listings">${cbpf.map(listingBlock)}</div>`,
      x64Part(x64),
      isFailed ? html`` : irPart(staged),
    ],
  };
}

/** The drawings of a filter. */
export function drawingPart({ staged, pipeline }: FilterMaterial, drawings: DrawingPair): Markup {
  if ('error' in staged) {
    return html``;
  }
  const { before, after } = drawings;
  const isSame = staged.input.text === staged.output.text;
  const pictures = isSame
    ? picture('before and after: no pass changed it', staged.output, after)
    : html`${picture('before', staged.input, before)}${picture(`after ${pipeline.name}`, staged.output, after)}`;
  return html`<h4>Control-flow graph</h4><div class="columns">${pictures}</div>`;
}

/** A drawing with its heading, or why it is not there. */
export function picture(title: string, { blocks }: Snapshot, drawing: Drawing): Markup {
  const body =
    'svg' in drawing
      ? html`<div class="viewport" tabindex="0">${trusted(drawing.svg)}</div>`
      : html`<p class="missing">No drawing: ${drawing.missing}.</p>`;
  return html`<figure class="picture"><figcaption>${title} <span class="muted">${formatCount(blocks, 'block')}</span></figcaption>${body}</figure>`;
}

function listingBlock(listing: Listing): Markup {
  const body =
    'text' in listing
      ? html`<pre class="code">${listing.text}</pre>`
      : html`<p class="missing">${listing.missing}.</p>`;
  return html`<div class="listing"><h5>${listing.title} ${lengthOf(listing)}</h5>${body}</div>`;
}

function x64Part(listing: Listing | null): Markup {
  if (listing === null) {
    return html``;
  }
  const body =
    'text' in listing
      ? html`<pre class="code">${listing.text}</pre>`
      : html`<p class="missing">${listing.missing}.</p>`;
  return html`<details class="fold"><summary>x86-64 ${lengthOf(listing)}</summary>${body}</details>`;
}

const lengthOf = (listing: Listing): Markup | null =>
  'text' in listing
    ? html`<span class="muted">${formatCount(listing.instructions, 'instruction')}</span>`
    : null;

function irPart({ input, output }: StagedCompilation): Markup {
  return html`<details class="fold"><summary>IR before and after</summary><div class="columns"><div class="listing"><h5>before</h5><pre class="code linked">${input.text}</pre></div><div class="listing"><h5>after</h5><pre class="code linked">${output.text}</pre></div></div></details>`;
}

/** What to type to see the same code. */
function commandLine({ filter, pipeline }: FilterMaterial): string {
  const passes = /^O\d$/.test(pipeline.name) ? `-${pipeline.name}` : `--passes '${pipeline.text}'`;
  const dlt = filter.dlt === 'EN10MB' ? '' : ` --dlt ${filter.dlt}`;
  const expression = filter.expression.length > 80 ? '…' : filter.expression;
  return `bpfopt compile ${passes}${dlt} '${expression.replaceAll("'", "'\\''")}'`;
}
