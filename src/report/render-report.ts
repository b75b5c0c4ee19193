import { availableParallelism } from 'node:os';
import type { ExperimentResults } from '../artifact/results/results.ts';
import { type ChartMaker, loadChartMaker } from './chart/chart.ts';
import { type AblationTable, ablationTable, withoutAblation } from './data/ablation-table.ts';
import { exactMeasures } from './data/measure.ts';
import { rolesOf } from './data/roles.ts';
import { type Drawings, drawFilters, drawingIn } from './filter/draw-filters.ts';
import {
  compilationsOf,
  drawingPart,
  type FilterSection,
  filterSection,
} from './filter/filter-section.ts';
import { html } from './html.ts';
import { CHART_STYLES } from './page/chart-styles.ts';
import { packTexts } from './page/chunks.ts';
import { CODE_STYLES } from './page/code-styles.ts';
import { FILTER_LIST_STYLES } from './page/filter-list-styles.ts';
import { renderPage } from './page/page.ts';
import { PAGE_STYLES } from './page/page-styles.ts';
import { runReport } from './run-report.ts';
import { runSection } from './summary/run-section.ts';

/** How a report is made; all parts have defaults. */
export interface ReportOptions {
  /** Graphs with more blocks are not drawn. Default: 1,000, the most that experiments keep. */
  readonly maxBlocks?: number;
  /**
   * The time for the better layout of one drawing, in milliseconds; a quicker one stands in for it
   * after that. Default: 60,000, which only a stopped machine takes.
   */
  readonly deadline?: number;
  /** Called now and then; `done` of `total` steps are made, and `label` names what is going on. */
  readonly onProgress?: (progress: ReportProgress) => void;
}

export interface ReportProgress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

const DEFAULTS = { maxBlocks: 1_000, deadline: 60_000 };

/** One experiment with all that its filters show. */
interface Run {
  readonly results: ExperimentResults;
  readonly ablation: AblationTable | null;
  readonly prefix: string;
  /** In the order of the filters. */
  readonly sections: readonly FilterSection[];
}

/**
 * The report of one or more experiments: one HTML file that needs nothing but itself. Every drawing is
 * made, however busy the machine is.
 */
export async function renderReport(
  all: readonly ExperimentResults[],
  options: ReportOptions = {},
): Promise<string> {
  const { maxBlocks, deadline } = { ...DEFAULTS, ...options };
  const runs = all.map((complete, index): Run => {
    const results = withoutAblation(complete);
    const numbers = {
      results,
      executed: exactMeasures(results).executed,
      baseline: rolesOf(results)?.baseline ?? '',
    };
    return {
      results,
      ablation: ablationTable(complete),
      prefix: all.length === 1 ? '' : `run${index + 1}-`,
      sections: results.filters.map((filter) => filterSection(filter, numbers)),
    };
  });
  const drawings = await drawFilters(
    runs.flatMap(({ results }) =>
      results.filters.flatMap((filter) => compilationsOf(filter, results).slice(0, 1)),
    ),
    {
      deadline,
      maxBlocks,
      threads: Math.max(1, Math.min(availableParallelism(), 4)),
    },
    (done, total) => options.onProgress?.({ done, total, label: 'drawing' }),
  );
  return assemble(runs, { drawings, makeChart: await loadChartMaker() });
}

/** What all runs of a report share. */
interface Parts {
  readonly drawings: Drawings;
  readonly makeChart: ChartMaker;
}

function assemble(runs: readonly Run[], { drawings, makeChart }: Parts): string {
  const parts = runs.map((run) => {
    const { results, ablation, prefix } = run;
    const sections = packTexts(sectionTexts(run, drawings), prefix);
    const heading = runs.length === 1 ? null : html`<h2>${results.name}, ${results.created}</h2>`;
    return html`${heading}${runReport({ results, ablation, prefix, sections, makeChart })}`;
  });
  const [first] = runs;
  return renderPage({
    title: 'bpfopt report',
    subtitle: runs
      .map(({ results }) => `${results.name}, ${results.created.slice(0, 10)}`)
      .join('; '),
    links: ['summary', 'charts', 'verdicts', 'filters', 'setup'].map(
      (name) => [`#${first?.prefix ?? ''}${name}`, name] as const,
    ),
    body: html`${runSection(runs.map(({ results }) => results))}${parts}`,
    styles: [PAGE_STYLES, CHART_STYLES, FILTER_LIST_STYLES, CODE_STYLES],
    script: 'report-page',
  });
}

function sectionTexts(
  { results, sections }: Run,
  drawings: Drawings,
): readonly (readonly string[])[] {
  return results.filters.map((filter, index) => {
    const { heading = html``, rest = [] } = sections[index] ?? {};
    const pictures = drawingPart(results, compilationsOf(filter, results), drawingIn(drawings));
    return [heading, pictures, ...rest].map(({ text }) => text);
  });
}
