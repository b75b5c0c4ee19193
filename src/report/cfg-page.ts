import type { Snapshot, StagedCompilation } from '../artifact/stages.ts';
import { collapsed } from './cfg/collapse.ts';
import { type Drawing, DrawingPool } from './cfg/drawing-pool.ts';
import { type Scene, sceneOf } from './cfg/scene.ts';
import { passEffects } from './filter/pass-effects.ts';
import { picture, tooLarge } from './filter/picture.ts';
import { spannedExpression, spannedLines } from './filter/spanned.ts';
import { html, type Markup } from './html.ts';
import { CODE_STYLES } from './page/code-styles.ts';
import { renderPage } from './page/page.ts';
import { PAGE_STYLES } from './page/page-styles.ts';

/** The compilation to show, and how. */
export interface CfgPageInput {
  /** What to call it: the expression, or a file. */
  readonly title: string;
  /** The expression to show with links to what it became; absent where the source is none. */
  readonly expression?: string;
  /** With a graph for each snapshot that is to be drawn. */
  readonly staged: StagedCompilation;
  /** The time for the better layout of each drawing, in milliseconds. */
  readonly deadline: number;
}

/** How many graphs are laid out at once. */
const THREADS = 2;

/** One column of the page. */
interface Column {
  readonly title: string;
  readonly snapshot: Snapshot;
  /** `null` where the graph is too large. */
  readonly scene: Scene | null;
}

const STYLES = `
main,.top>div{max-width:none}
.stages{display:flex;gap:18px;overflow-x:auto;align-items:start;padding-bottom:12px}
.stages>*{flex:0 0 auto;width:min(620px,90vw)}
.stages .code{max-height:none}
.stages .fold{background:var(--panel)}`;

/**
 * A page about one compilation: a column for the input and for each pass that changed the filter,
 * with its control-flow graph and its text. A click on a value or a block highlights it in every
 * column.
 */
export async function renderCfgHtml({
  title,
  expression,
  staged,
  deadline,
}: CfgPageInput): Promise<string> {
  const columns = columnsOf(staged);
  const pool = new DrawingPool(THREADS, deadline);
  try {
    const drawn = await Promise.all(
      columns.map(async (column) => columnMarkup(column, await draw(pool, column))),
    );
    return renderPage({
      title,
      subtitle: 'control-flow graph, pass by pass',
      links: [],
      body: html`<p class="muted">A column for the input and for each pass that changed the filter. Click a value, a block or a piece of the expression to highlight it everywhere; Escape clears.</p>${expression === undefined ? null : spannedExpression(expression, allSpans(staged))}<div class="stages">${drawn}</div><h2>Passes</h2>${passEffects(staged)}`,
      styles: [PAGE_STYLES, CODE_STYLES, STYLES],
      script: 'code-page',
    });
  } finally {
    await pool.close();
  }
}

/** All pieces of the source that lines of the texts are for. */
const allSpans = ({ input, stages }: StagedCompilation): readonly (string | undefined)[] => [
  input.spans,
  ...stages.map(({ filter }) => filter.spans),
];

function columnsOf({ input, stages }: StagedCompilation): readonly Column[] {
  const column = (title: string, snapshot: Snapshot): Column => ({
    title,
    snapshot,
    scene: snapshot.graph === null ? null : sceneOf(collapsed(snapshot.graph)),
  });
  return [
    column('input', input),
    ...stages.map(({ application, pass, filter }) => column(`${application} ${pass}`, filter)),
  ];
}

function draw(pool: DrawingPool, { snapshot, scene }: Column): Drawing | Promise<Drawing> {
  return scene === null ? tooLarge(snapshot) : pool.draw(scene);
}

function columnMarkup({ title, snapshot }: Column, drawing: Drawing): Markup {
  return html`<section>${picture(title, snapshot, drawing)}<details class="fold"><summary>IR</summary><pre class="code linked">${spannedLines(snapshot.text, snapshot.spans)}</pre></details></section>`;
}
