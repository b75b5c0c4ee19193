import { availableParallelism } from 'node:os';
import type { CompileOptions } from '../compiler/compile.ts';
import type { ExperimentResults } from '../experiment/results.ts';
import { type ChartMaker, loadChartMaker } from './chart/chart.ts';
import { type AblationTable, ablationTable, withoutAblation } from './data/ablation-table.ts';
import { exactMeasures } from './data/measure.ts';
import { rolesOf } from './data/roles.ts';
import {
  type DrawingBounds,
  type Drawings,
  drawFilters,
  drawingsOf,
  leaveOutLargest,
} from './filter/draw-filters.ts';
import { drawingPart, type FilterSection, filterSection } from './filter/filter-section.ts';
import { type FilterMaterial, materialOf } from './filter/material.ts';
import { html } from './html.ts';
import { CHART_STYLES } from './page/chart-styles.ts';
import { packTexts } from './page/chunks.ts';
import { CODE_STYLES } from './page/code-styles.ts';
import { FILTER_LIST_SCRIPT } from './page/filter-list-script.ts';
import { FILTER_LIST_STYLES } from './page/filter-list-styles.ts';
import { HIGHLIGHT_SCRIPT } from './page/highlight-script.ts';
import { renderPage } from './page/page.ts';
import { PAGE_STYLES } from './page/page-styles.ts';
import { PICTURE_SCRIPT } from './page/picture-script.ts';
import { THEME_SCRIPT } from './page/theme-script.ts';
import { runReport } from './run-report.ts';
import { runSection } from './summary/run-section.ts';

/** How a report is made; all parts have defaults. */
export interface ReportOptions {
  /** How the filters are compiled again to show the passes at work: plugins, semantics. */
  readonly compile?: CompileOptions;
  /** Graphs with more blocks are not drawn. Default: 150. */
  readonly maxBlocks?: number;
  /** The time for one drawing, in milliseconds. Default: 4,000. */
  readonly deadline?: number;
  /** The time for all drawings, in milliseconds. Default: 25,000. */
  readonly drawingTime?: number;
  /** The size to stay below by leaving out the largest drawings, in bytes. Default: 2,900,000. */
  readonly maxBytes?: number;
  /** Called now and then; `done` of `total` steps are made, and `label` names what is going on. */
  readonly onProgress?: (progress: ReportProgress) => void;
}

export interface ReportProgress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

const DEFAULTS = { maxBlocks: 150, deadline: 4_000, drawingTime: 25_000, maxBytes: 2_900_000 };

/** One experiment with all that its filters show. */
interface Run {
  readonly results: ExperimentResults;
  readonly ablation: AblationTable | null;
  readonly prefix: string;
  readonly materials: readonly FilterMaterial[];
  /** The sections of the filters, in the order of `materials`. */
  readonly sections: readonly FilterSection[];
}

/**
 * The report of one or more experiments: one HTML file that needs nothing but itself. Filters are
 * compiled again to show what the passes do; drawings that take too long or are too large are left
 * out, and the report says so in their place.
 */
export async function renderReport(
  all: readonly ExperimentResults[],
  options: ReportOptions = {},
): Promise<string> {
  const { maxBlocks, deadline, drawingTime, maxBytes } = { ...DEFAULTS, ...options };
  const bounds: DrawingBounds = {
    deadline,
    total: drawingTime,
    maxBlocks,
    threads: Math.max(1, Math.min(availableParallelism(), 4)),
  };
  const runs = all.map((complete, index): Run => {
    const results = withoutAblation(complete);
    const prefix = all.length === 1 ? '' : `run${index + 1}-`;
    const materials = materialsOf(results, maxBlocks, options);
    return {
      results,
      ablation: ablationTable(complete),
      prefix,
      materials,
      sections: sectionsOf(results, materials),
    };
  });
  const materials = runs.flatMap((run) => run.materials);
  const drawings = await drawFilters(materials, bounds, (done, total) =>
    options.onProgress?.({ done, total, label: 'drawing' }),
  );
  const makeChart = await loadChartMaker();
  for (;;) {
    const page = assemble(runs, { drawings, bounds, makeChart });
    const excess = Buffer.byteLength(page) - maxBytes;
    if (excess <= 0 || !leaveOutLargest(drawings, excess)) {
      return page;
    }
  }
}

function sectionsOf(
  results: ExperimentResults,
  materials: readonly FilterMaterial[],
): readonly FilterSection[] {
  const { executed } = exactMeasures(results);
  const baseline = rolesOf(results)?.baseline ?? '';
  return materials.map((material) => filterSection(material, { results, executed, baseline }));
}

function materialsOf(
  results: ExperimentResults,
  maxBlocks: number,
  { compile = {}, onProgress }: ReportOptions,
): readonly FilterMaterial[] {
  const subject = rolesOf(results)?.subject;
  const pipeline = results.pipelines.find(({ name }) => name === subject);
  if (pipeline === undefined) {
    return [];
  }
  const total = results.filters.length;
  return results.filters.map((filter, index) => {
    onProgress?.({ done: index, total, label: 'compiling' });
    return materialOf(filter, pipeline, results, { compile, maxBlocks });
  });
}

/** What all runs of a report share. */
interface Parts {
  readonly drawings: Drawings;
  readonly bounds: DrawingBounds;
  readonly makeChart: ChartMaker;
}

function assemble(runs: readonly Run[], { drawings, bounds, makeChart }: Parts): string {
  const parts = runs.map((run) => {
    const { results, ablation, prefix } = run;
    const sections = packTexts(sectionTexts(run, drawings, bounds), prefix);
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
    scripts: [HIGHLIGHT_SCRIPT, PICTURE_SCRIPT, THEME_SCRIPT, FILTER_LIST_SCRIPT],
  });
}

function sectionTexts(
  { materials, sections }: Run,
  drawings: Drawings,
  bounds: DrawingBounds,
): readonly (readonly string[])[] {
  return sections.map(({ heading, rest }, index) => {
    const material = materials[index];
    const pictures =
      material === undefined ? [] : [drawingPart(material, drawingsOf(material, drawings, bounds))];
    return [heading, ...pictures, ...rest].map(({ text }) => text);
  });
}
