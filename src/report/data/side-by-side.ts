import type { ExperimentResults } from '../../artifact/results/results.ts';
import { geometricMean, sidesOfOne } from '../../support/statistics.ts';
import { exactMeasures, type Measure } from './measure.ts';
import { filterRatios } from './ratio-table.ts';

/** One measure of one pipeline against the baseline, filter by filter. */
export interface Comparison {
  /** The geometric mean of the ratios; below 1 is better. `null` without filters. */
  readonly ratio: number | null;
  readonly filters: number;
  readonly better: number;
  readonly equal: number;
  readonly worse: number;
  /** The largest ratio, and the filter that has it; `null` without filters. */
  readonly worst: { readonly ratio: number; readonly filter: string } | null;
}

/** A pipeline of ours beside the baseline. */
export interface SideBySideRow {
  readonly pipeline: string;
  readonly executed: Comparison;
  readonly size: Comparison;
}

/** Each pipeline of ours beside `baseline`; none where only the baseline ran. */
export function sideBySide(results: ExperimentResults, baseline: string): readonly SideBySideRow[] {
  const { executed, size } = exactMeasures(results);
  return results.pipelines
    .filter(({ name, peer }) => !peer && name !== baseline)
    .map(({ name }) => ({
      pipeline: name,
      executed: compare(results, executed, { subject: name, baseline }),
      size: compare(results, size, { subject: name, baseline }),
    }));
}

function compare(
  results: ExperimentResults,
  measure: Measure,
  roles: { readonly subject: string; readonly baseline: string },
): Comparison {
  const found = filterRatios(results, measure, roles).filter(({ ratio }) => ratio > 0);
  const { below, equal, above } = sidesOfOne(found.map(({ ratio }) => ratio));
  const last = found.at(-1);
  return {
    ratio: geometricMean(found.map(({ ratio }) => ratio)),
    filters: found.length,
    better: below,
    equal,
    worse: above,
    worst: last === undefined ? null : { ratio: last.ratio, filter: last.filter.id },
  };
}
