import { buildPipeline } from '../../compiler/build-pipeline.ts';
import { ownerOf } from '../../compiler/pass-owner.ts';
import type { Filter } from '../../ir/filter.ts';
import type { Pipeline } from '../../pass/pipeline.ts';
import { type RunOptions, runPasses } from '../../pass/run-passes.ts';
import { withinTime } from '../../project/within-time.ts';
import type { Target } from '../../target/target.ts';
import { targetNamed } from '../../target/targets.ts';
import type { Trial, TrialOptions } from './trial.ts';

/** The passes of a trial and what they are told. */
export type TrialPasses = Pick<Trial, 'passes' | 'bisectLimit' | 'options'>;

/** @throws PipelineSyntaxError where the passes are no pipeline. */
export function pipelineOf({ passes, options }: Omit<TrialPasses, 'bisectLimit'>): Pipeline {
  return buildPipeline(passes, options.config, targetOf(options));
}

/**
 * Runs the passes of a trial over `filter`, for its target, as far as its limit allows.
 *
 * @throws PipelineSyntaxError where the passes are no pipeline, and what `runPasses` throws.
 */
export function runTrialPasses(
  filter: Filter,
  trial: TrialPasses,
  watch: Pick<RunOptions, 'verifyEach' | 'onPass'> = {},
): void {
  const { bisectLimit, options } = trial;
  const target = targetOf(options);
  runPasses(filter, pipelineOf(trial), {
    semantics: options.semantics ?? 'strict',
    ownerOf,
    guard: withinTime,
    ...(target === null ? {} : { target: target.costs }),
    ...(bisectLimit === undefined ? {} : { bisectLimit }),
    ...watch,
  });
}

const targetOf = ({ target }: TrialOptions): Target | null =>
  target === undefined ? null : targetNamed(target);
