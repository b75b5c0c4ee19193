import type { CompileOptions } from '../compiler/compile.ts';
import type { FilterSource } from '../source/filter-source.ts';
import { type Drawing, DrawingPool } from './cfg/drawing-pool.ts';
import { picture } from './filter/filter-section.ts';
import { passEffects } from './filter/pass-effects.ts';
import { compileInStages, type Snapshot, type StagedCompilation } from './filter/stages.ts';
import { html, type Markup } from './html.ts';
import { CODE_STYLES } from './page/code-styles.ts';
import { HIGHLIGHT_SCRIPT } from './page/highlight-script.ts';
import { renderPage } from './page/page.ts';
import { PAGE_STYLES } from './page/page-styles.ts';
import { PICTURE_SCRIPT } from './page/picture-script.ts';
import { THEME_SCRIPT } from './page/theme-script.ts';

/** The filter to show, and how. */
export interface CfgPageInput {
  /** What to call it: the expression, or a file. */
  readonly title: string;
  readonly source: string | FilterSource;
  readonly options: CompileOptions;
  /** The time for each drawing, in milliseconds. */
  readonly deadline: number;
}

/** Larger graphs can be laid out, but nobody can read them. */
const MAX_BLOCKS = 2_000;

/** How many graphs are laid out at once. */
const THREADS = 2;

/** One column of the page. */
interface Column {
  readonly title: string;
  readonly snapshot: Snapshot;
}

const STYLES = `
main,.top>div{max-width:none}
.stages{display:flex;gap:18px;overflow-x:auto;align-items:start;padding-bottom:12px}
.stages>*{flex:0 0 auto;width:min(620px,90vw)}
.stages .code{max-height:none}
.stages .fold{background:var(--panel)}`;

const START = `
markNames(document);
preparePictures(document);`;

/**
 * A page about one compilation: a column for the input and for each pass that changed the filter,
 * with its control-flow graph and its text. A click on a value or a block highlights it in every
 * column. What can't be drawn in time says so in its place.
 */
export async function renderCfgHtml({
  title,
  source,
  options,
  deadline,
}: CfgPageInput): Promise<string> {
  const staged = compileInStages(source, {
    compile: options,
    scenes: 'all',
    maxBlocks: MAX_BLOCKS,
  });
  const columns = columnsOf(staged);
  const pool = new DrawingPool(THREADS, { deadline, total: deadline * columns.length });
  try {
    const drawn = await Promise.all(
      columns.map(async ({ title: heading, snapshot }) =>
        columnMarkup(heading, snapshot, await draw(pool, snapshot)),
      ),
    );
    return renderPage({
      title,
      subtitle: 'control-flow graph, pass by pass',
      links: [],
      body: html`<p class="muted">A column for the input and for each pass that changed the filter. Click a value or a block to highlight it everywhere; Escape clears.</p><div class="stages">${drawn}</div><h2>Passes</h2>${passEffects(staged)}`,
      styles: [PAGE_STYLES, CODE_STYLES, STYLES],
      scripts: [HIGHLIGHT_SCRIPT, PICTURE_SCRIPT, THEME_SCRIPT, START],
    });
  } finally {
    await pool.close();
  }
}

function columnsOf({ input, stages }: StagedCompilation): readonly Column[] {
  const changed = stages.flatMap(({ record, after }): Column[] =>
    after === null ? [] : [{ title: `${record.application} ${record.pass}`, snapshot: after }],
  );
  return [{ title: 'input', snapshot: input }, ...changed];
}

function draw(pool: DrawingPool, { scene, blocks }: Snapshot): Drawing | Promise<Drawing> {
  return scene === null
    ? { missing: `it has ${blocks} blocks, and graphs of up to ${MAX_BLOCKS} are drawn` }
    : pool.draw(scene);
}

function columnMarkup(title: string, snapshot: Snapshot, drawing: Drawing): Markup {
  return html`<section>${picture(title, snapshot, drawing)}<details class="fold"><summary>IR</summary><pre class="code linked">${snapshot.text}</pre></details></section>`;
}
