import type { FilterEntry } from '../artifact/results/results.ts';
import type { Chart } from './chart/chart.ts';
import { compileBars } from './chart/compile-bars.ts';
import { engineBars } from './chart/engine-bars.ts';
import { executedScatter } from './chart/executed-scatter.ts';
import { ratioHistogram } from './chart/ratio-histogram.ts';
import { compilePhases } from './data/compile-phases.ts';
import type { ExperimentSummary } from './data/summary.ts';

/** A chart with a name for files, kebab-case. */
export interface NamedChart {
  readonly name: string;
  readonly chart: Chart;
}

/** The charts of a report: first those of exact measures, then those of times. */
export interface ReportCharts {
  readonly exact: readonly NamedChart[];
  readonly times: readonly NamedChart[];
}

/** The charts that there are figures for; a point of a filter leads to what `linkTo` yields. */
export function reportCharts(
  { results, ratios, roles: { subject, baseline }, timing }: ExperimentSummary,
  linkTo: (filter: FilterEntry) => string,
): ReportCharts {
  const hasRatios = ratios.length > 0 && subject !== baseline;
  const input = { ratios, subject, baseline };
  const pipelines = results.pipelines.map(({ name }) => name);
  return {
    exact: hasRatios
      ? [
          { name: 'executed', chart: executedScatter({ ...input, linkTo }) },
          { name: 'ratios', chart: ratioHistogram(input) },
        ]
      : [],
    times: [
      ...(timing.pairs === 0 ? [] : [{ name: 'times', chart: engineBars(timing, pipelines) }]),
      { name: 'compile-time', chart: compileBars(compilePhases(results, subject), subject) },
    ],
  };
}
