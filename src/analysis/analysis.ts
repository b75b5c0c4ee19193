import type { FilterView } from '../ir/filter-view.ts';

/** Yields the current result of an analysis, computing it if the filter has changed since. */
export type GetAnalysis = <Result>(analysis: Analysis<Result>) => Result;

/**
 * A fact about a filter, worked out on demand and kept until the filter changes.
 *
 * Two requests with the same `Analysis` object share one result, so declare each one once, as a
 * module constant. `compute` must not change the filter, and its result must not change either.
 */
export interface Analysis<Result> {
  /** kebab-case; names the analysis in timings and errors. */
  readonly name: string;
  /** `cfg`: stays valid while blocks and edges do. `all`: falls with any edit. */
  readonly dependsOn: 'cfg' | 'all';
  compute(filter: FilterView, get: GetAnalysis): Result;
}

/** The results for one filter, each stamped with the version of the filter that it was read from. */
export class AnalysisCache {
  readonly #filter: FilterView;
  readonly #entries = new Map<
    Analysis<unknown>,
    { readonly stamp: number; readonly result: unknown }
  >();

  constructor(filter: FilterView) {
    this.#filter = filter;
  }

  readonly get: GetAnalysis = <Result>(analysis: Analysis<Result>): Result => {
    const stamp = this.#filter.versions[analysis.dependsOn];
    const cached = this.#entries.get(analysis);
    if (cached?.stamp === stamp) {
      return cached.result as Result;
    }
    const result = analysis.compute(this.#filter, this.get);
    this.#entries.set(analysis, { stamp, result });
    return result;
  };
}
