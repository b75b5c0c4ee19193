import { buildPipeline } from '../../compiler/build-pipeline.ts';
import type { Plugin } from '../../compiler/plugin.ts';
import { PREFERRED_ENGINES } from '../../engine/engines.ts';
import { type Pipeline, passesOf, printPipeline, withoutPasses } from '../../pass/pipeline.ts';
import { ConfigError } from '../../project/config-error.ts';
import type { ExperimentConfig } from './config.ts';
import type { OwnPipeline } from './pipelines.ts';

/** The pipeline that is taken apart where a config does not say which. */
const DEFAULT_WHOLE = 'O2';

/** The engine on which the variants of an ablation are timed. */
export const ABLATION_ENGINE: string = PREFERRED_ENGINES[0].name;

/**
 * One variant for each pass of a pipeline, with that pass left out wherever it stands; none where the
 * config asks for no ablation.
 *
 * @param own the pipelines of the config.
 * @param file the config, for errors.
 * @throws {@link ConfigError} where the config names a pipeline that it does not run.
 */
export function ablationPipelines(
  { ablation = false }: ExperimentConfig,
  own: readonly OwnPipeline[],
  { plugins, file }: { readonly plugins: readonly Plugin[]; readonly file: string },
): readonly OwnPipeline[] {
  if (ablation === false) {
    return [];
  }
  const whole =
    ablation === true
      ? (own.find(({ name }) => name === DEFAULT_WHOLE) ?? own.at(-1))
      : own.find(({ name }) => name === ablation);
  if (whole === undefined) {
    throw new ConfigError(`ablation names '${ablation}', which is not in the experiment`, { file });
  }
  const pipelineOf = (text: string): Pipeline => buildPipeline(text, { plugins });
  const all = [whole.text, ...Object.values(whole.texts)].flatMap((text) =>
    passesOf(pipelineOf(text)),
  );
  const names = new Set(all.map(({ name }) => name));
  return [...names].map((without) => ({
    name: `${whole.name} without ${without}`,
    text: printPipeline(withoutPasses(pipelineOf(whole.text), (name) => name === without)),
    texts: Object.fromEntries(
      Object.entries(whole.texts).map(([target, text]) => [
        target,
        printPipeline(withoutPasses(pipelineOf(text), (name) => name === without)),
      ]),
    ),
    peer: false,
    ablation: { of: whole.name, without },
  }));
}
