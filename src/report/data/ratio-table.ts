import type { ExperimentResults, FilterEntry } from '../../artifact/results/results.ts';
import { geometricMean } from '../../support/statistics.ts';
import { type Measure, measured } from './measure.ts';

/** One measure, compared between pipelines. */
export interface RatioTable {
  readonly measure: Measure;
  readonly baseline: string;
  /** The other pipelines, in the order of the results. */
  readonly pipelines: readonly string[];
  /** One row a group, in the order of the corpus. */
  readonly rows: readonly RatioRow[];
  readonly total: RatioRow;
  /** How many filters are in no row, since a pipeline made no code for them. */
  readonly leftOut: number;
}

/** The filters of one group. */
export interface RatioRow {
  readonly group: string;
  readonly filters: number;
  /** The geometric mean of the baseline; `null` without filters. */
  readonly baseline: number | null;
  /** For each pipeline the geometric mean of its ratios to the baseline; below 1 is better. */
  readonly ratios: readonly (number | null)[];
}

/** A filter with its measure under the baseline and under each pipeline. */
interface Sample {
  readonly group: string;
  readonly baseline: number;
  readonly values: readonly number[];
}

/** Compares `measure` between `baseline` and all other pipelines, over the filters all compiled. */
export function ratioTable(
  results: ExperimentResults,
  measure: Measure,
  baseline: string,
): RatioTable {
  const pipelines = results.pipelines
    .map(({ name }) => name)
    .filter((name) => name !== baseline)
    .filter((name) => results.filters.some((filter) => measured(measure, filter, name) !== null));
  const samples = results.filters.flatMap((filter) => {
    const sample = sampleOf(filter, measure, [baseline, ...pipelines]);
    return sample === null ? [] : [sample];
  });
  const groups = [...new Set(results.filters.map(({ group }) => group))];
  return {
    measure,
    baseline,
    pipelines,
    rows: groups
      .map((group) =>
        rowOf(
          group,
          samples.filter((sample) => sample.group === group),
        ),
      )
      .filter(({ filters }) => filters > 0),
    total: rowOf('all', samples),
    leftOut: results.filters.length - samples.length,
  };
}

function sampleOf(
  filter: FilterEntry,
  measure: Measure,
  pipelines: readonly string[],
): Sample | null {
  const [baseline, ...values] = pipelines.flatMap((name) => {
    const value = measured(measure, filter, name);
    return value === null || value <= 0 ? [] : [value];
  });
  return baseline === undefined || values.length < pipelines.length - 1
    ? null
    : { group: filter.group, baseline, values };
}

function rowOf(group: string, samples: readonly Sample[]): RatioRow {
  const count = samples[0]?.values.length ?? 0;
  return {
    group,
    filters: samples.length,
    baseline: geometricMean(samples.map((sample) => sample.baseline)),
    ratios: Array.from({ length: count }, (_, index) =>
      geometricMean(samples.map(({ baseline, values }) => (values[index] ?? baseline) / baseline)),
    ),
  };
}

/** A filter whose measure changed by `ratio` from the baseline to the subject. */
export interface FilterRatio {
  readonly filter: FilterEntry;
  readonly subject: number;
  readonly baseline: number;
  readonly ratio: number;
}

/** The filters that both pipelines compiled, the best (the smallest ratio) first. */
export function filterRatios(
  results: ExperimentResults,
  measure: Measure,
  { subject, baseline }: { readonly subject: string; readonly baseline: string },
): readonly FilterRatio[] {
  return results.filters
    .flatMap((filter): FilterRatio[] => {
      const ours = measured(measure, filter, subject);
      const theirs = measured(measure, filter, baseline);
      return ours === null || theirs === null || theirs === 0
        ? []
        : [{ filter, subject: ours, baseline: theirs, ratio: ours / theirs }];
    })
    .sort((a, b) => a.ratio - b.ratio);
}
