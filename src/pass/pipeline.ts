import type { Pass } from './pass.ts';

/** One pass, or a pipeline that runs again and again until no pass in it changes the filter. */
export type PipelineStep = Pass | { readonly repeat: Pipeline };

/** The passes to run, in order. */
export type Pipeline = readonly PipelineStep[];

/** The text that `parsePipeline` reads back to the same passes. */
export function printPipeline(pipeline: Pipeline): string {
  return pipeline
    .map((step) => ('repeat' in step ? `repeat(${printPipeline(step.repeat)})` : step.name))
    .join(',');
}

/** Every pass of `pipeline` in order, those of a `repeat` once. */
export function passesOf(pipeline: Pipeline): readonly Pass[] {
  return pipeline.flatMap((step) => ('repeat' in step ? passesOf(step.repeat) : [step]));
}

/** `pipeline` without the passes that `isLeftOut` tells by their names; a repetition of nothing goes too. */
export function withoutPasses(pipeline: Pipeline, isLeftOut: (name: string) => boolean): Pipeline {
  return pipeline.flatMap((step): Pipeline => {
    if (!('repeat' in step)) {
      return isLeftOut(step.name) ? [] : [step];
    }
    const repeat = withoutPasses(step.repeat, isLeftOut);
    return repeat.length === 0 ? [] : [{ repeat }];
  });
}
