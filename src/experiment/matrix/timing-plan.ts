import type { PipelineEntry } from '../../artifact/results/results.ts';
import type { Engine } from '../../engine/engine.ts';
import { ABLATION_ENGINE } from '../input/ablation.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import type { PreparedExperiment } from './prepare.ts';

/** What is timed of one filter. */
export interface TimingPlan {
  /** Names of traces. */
  readonly traces: ReadonlySet<string>;
  /** Names of pipelines. */
  readonly pipelines: ReadonlySet<string>;
  readonly engines: readonly Engine[];
  /** How long one engine may run one pipeline's code on one trace, in seconds. */
  readonly seconds: number;
}

/** How long a runner is timed where nothing else is asked for, in seconds. */
export const DEFAULT_SECONDS = 0.1;

/**
 * What an experiment times of `filter`; `null` for nothing.
 *
 * @param engines those that can run here.
 */
export function timingPlan(
  { id, group }: CorpusFilter,
  { config, traces, pipelines }: PreparedExperiment,
  engines: readonly Engine[],
): TimingPlan | null {
  const { timing = {} } = config;
  if (timing === false) {
    return null;
  }
  const { filters, engines: timed } = timing;
  if (filters !== undefined && !filters.some((name) => name === id || name === group)) {
    return null;
  }
  return {
    traces: new Set(timing.traces ?? traces.map(({ entry }) => entry.name)),
    pipelines: new Set(timing.pipelines ?? pipelines.map(({ name }) => name)),
    engines: timed === undefined ? engines : engines.filter(({ name }) => timed.includes(name)),
    seconds: timing.seconds ?? DEFAULT_SECONDS,
  };
}

/**
 * Whether `engine` is timed on the code of a pipeline. The variants of an ablation are timed where the
 * whole pipeline is, on one engine.
 */
export function isTimed(
  { pipelines, engines }: TimingPlan,
  { name, ablation }: PipelineEntry,
  engine: Engine,
): boolean {
  const isChosen =
    ablation === undefined
      ? pipelines.has(name)
      : pipelines.has(ablation.of) && engine.name === ABLATION_ENGINE;
  return isChosen && engines.includes(engine);
}
