import type { ExperimentResults, FilterEntry } from '../artifact/results/results.ts';
import type { ChartMaker } from './chart/chart.ts';
import type { AblationTable } from './data/ablation-table.ts';
import { proofFigures } from './data/proofs.ts';
import { sideBySide } from './data/side-by-side.ts';
import { type ExperimentSummary, summarize } from './data/summary.ts';
import { filterList } from './filter/filter-list.ts';
import { html, type Markup } from './html.ts';
import type { PackedTexts } from './page/chunks.ts';
import { type NamedChart, reportCharts } from './report-charts.ts';
import { ablationSection } from './summary/ablation-section.ts';
import { environmentSection } from './summary/environment-section.ts';
import { extremesSection } from './summary/extremes-section.ts';
import { failureSection } from './summary/failure-section.ts';
import { keyFigures } from './summary/key-figures.ts';
import { proofSection } from './summary/proof-section.ts';
import { ratioSection } from './summary/ratio-section.ts';
import { sideBySideSection } from './summary/side-by-side-section.ts';
import { timingSection } from './summary/timing-section.ts';
import { verdictSection } from './summary/verdict-section.ts';

/** One experiment on the page. */
export interface RunPage {
  readonly results: ExperimentResults;
  /** What each pass is worth; `null` where that was not measured. */
  readonly ablation: AblationTable | null;
  /** Put before the ids of its sections, so that several experiments fit on one page. */
  readonly prefix: string;
  /** The sections of its filters. */
  readonly sections: PackedTexts;
  readonly makeChart: ChartMaker;
}

/** The part of the report about one experiment. */
export function runReport({ results, ablation, prefix, sections, makeChart }: RunPage): Markup {
  const idOf = (filter: FilterEntry): string => prefix + filter.id;
  const linkTo = (filter: FilterEntry): string => `#${encodeURIComponent(idOf(filter))}`;
  const failures = failureSection(results, linkTo);
  const setup = html`<h2 id="${prefix}setup">Setup</h2>${environmentSection(results)}`;
  const summary = summarize(results);
  if (summary === null) {
    return html`<p class="failed">No pipeline made code for any filter, so there is nothing to compare.</p>${failures}${setup}`;
  }
  const { roles, findings } = summary;
  return html`${keyFigures(summary)}
<h2 id="${prefix}summary">Summary</h2><div class="columns tables">${ratioSection(summary.executed)}${ratioSection(summary.size)}</div>${sideBySideSection(sideBySide(results, roles.baseline), roles.baseline)}${timingSection(summary.timing, roles.subject, summary.timingBaseline)}${
    summary.ratios.length === 0 || roles.subject === roles.baseline
      ? null
      : extremesSection(summary, linkTo)
  }${ablationSection(ablation)}
<h2 id="${prefix}charts">Charts</h2>${charts(summary, makeChart, linkTo)}
<h2 id="${prefix}verdicts">Verdicts</h2>${verdictSection(findings, roles.reference, linkTo)}${proofSection(proofFigures(results), linkTo)}${failures}
<h2 id="${prefix}filters">Filters</h2><p class="muted">Each opens to its numbers, control-flow graphs, passes and code. Click a value or a block to see where it occurs; Escape clears. <kbd>/</kbd> searches, <kbd>j</kbd> and <kbd>k</kbd> move.</p>${filterList(summary, sections.places, idOf)}
${sections.markup}
${setup}`;
}

function charts(
  summary: ExperimentSummary,
  makeChart: ChartMaker,
  linkTo: (filter: FilterEntry) => string,
): Markup {
  const { exact, times } = reportCharts(summary, linkTo);
  const made = (charts: readonly NamedChart[]): readonly Markup[] =>
    charts.map(({ chart }) => makeChart(chart));
  return html`${exact.length === 0 ? null : html`<div class="columns">${made(exact)}</div>`}${made(times)}`;
}
