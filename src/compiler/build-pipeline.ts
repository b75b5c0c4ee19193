import { builtinPasses } from '../../passes/index.ts';
import { parsePipeline } from '../pass/parse-pipeline.ts';
import type { Pass, PassRegistry } from '../pass/pass.ts';
import type { Pipeline } from '../pass/pipeline.ts';
import type { Target } from '../target/target.ts';
import { isPipelineName, namedTexts, type PipelineName } from './named-pipelines.ts';
import { claim } from './pass-owner.ts';
import type { Config } from './plugin.ts';
import { extend } from './plugin-hooks.ts';
import { pluginsOf } from './plugins-of.ts';

/** Two passes go by one name, so that a pipeline could not tell which it means. */
export class DuplicatePassError extends Error {
  override readonly name = 'DuplicatePassError';
  readonly code = 'PIPELINE_DUPLICATE';
}

/** What {@link buildPipeline} uses where no pipeline is named. */
export const DEFAULT_PIPELINE = 'O2';

/**
 * The pipeline of `text`, passes and named pipelines (`my-pass,O2 - gvn`), after the plugins and the
 * settings had their say. Where `text` names a pipeline, the ending of `target` for it comes last.
 *
 * @throws {@link PipelineSyntaxError} where `text` is neither.
 * @throws {@link ExtensionError} where something that is neither stands among the plugins.
 * @throws {@link DuplicatePassError} where two passes go by one name.
 * @throws PluginError or PlacementError where a hook fails.
 */
export function buildPipeline(
  text: string | undefined,
  config: Config = {},
  target: Target | null = null,
): Pipeline {
  const named = text ?? config.passes ?? DEFAULT_PIPELINE;
  const plugins = pluginsOf(config.plugins ?? []);
  const start =
    plugins.length === 0 && isPipelineName(named)
      ? builtinPipeline(named, target)
      : parsePipeline(named, knownPasses(config), namedTexts(target));
  return [...plugins, config].reduce(extend, start);
}

/** By name and target. Passes keep nothing from one filter to the next, so that they serve for all. */
const builtinPipelines = new Map<string, Pipeline>();

function builtinPipeline(name: PipelineName, target: Target | null): Pipeline {
  const key = `${name} ${target?.name ?? ''}`;
  const pipeline =
    builtinPipelines.get(key) ?? parsePipeline(name, knownPasses(), namedTexts(target));
  builtinPipelines.set(key, pipeline);
  return pipeline;
}

/**
 * The passes that a pipeline may name: those that ship with the compiler and those of the plugins.
 *
 * @throws {@link ExtensionError} where one of the plugins is none.
 * @throws {@link DuplicatePassError} where two go by one name.
 */
export function knownPasses({ plugins = [] }: Config = {}): PassRegistry {
  const known = new Map<string, () => Pass>(builtinPasses);
  for (const plugin of pluginsOf(plugins)) {
    claim(plugin.passes ?? [], `plugin '${plugin.name}'`);
    for (const pass of plugin.passes ?? []) {
      if (known.has(pass.name)) {
        throw new DuplicatePassError(
          `plugin '${plugin.name}' brings a pass '${pass.name}', but there is one of that name`,
        );
      }
      known.set(pass.name, () => pass);
    }
  }
  return known;
}
