import type { Snapshot } from '../../artifact/stages.ts';
import type { Drawing } from '../cfg/drawing-pool.ts';
import { html, type Markup, trusted } from '../html.ts';
import { formatCount } from '../number-format.ts';

/** A drawing with its heading, or why it is not there. */
export function picture(title: string, { blocks }: Snapshot, drawing: Drawing): Markup {
  const body =
    'svg' in drawing
      ? html`<div class="frame"><div class="viewport" tabindex="0" role="group" aria-label="control-flow graph, ${title}">${trusted(drawing.svg)}</div></div>`
      : html`<p class="missing">No drawing: ${drawing.missing}.</p>`;
  return html`<figure class="picture"><figcaption>${title} <span class="muted">${formatCount(blocks, 'block')}</span></figcaption>${body}</figure>`;
}

/** What stands in place of the drawing of a graph with too many blocks. */
export const tooLarge = ({ blocks }: Snapshot): Drawing => ({
  missing: `it has ${blocks} blocks, too many to draw`,
});
