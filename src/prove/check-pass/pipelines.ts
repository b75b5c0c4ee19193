import { buildPipeline } from '../../compiler/build-pipeline.ts';
import { NAMED_PIPELINES } from '../../compiler/named-pipelines.ts';
import type { Config, Plugin } from '../../compiler/plugin.ts';
import { type Pipeline, passesOf, printPipeline, withoutPasses } from '../../pass/pipeline.ts';

/** A pipeline in which the passes of a plugin are tried. */
export interface TriedPipeline {
  /** Where the passes stand in it. */
  readonly what: string;
  /** The passes as text. */
  readonly passes: string;
}

/** The same pipeline with the passes of a plugin and without. */
export interface AblationPipelines {
  readonly withPasses: string;
  readonly without: string;
}

/** The pipelines by which a plugin is judged. */
export interface PluginPipelines {
  /** The names of the plugin's passes, those that only its pipeline has included. */
  readonly names: readonly string[];
  readonly tried: readonly TriedPipeline[];
  readonly ablation: AblationPipelines;
}

/** A plugin that brings no pass, so that there is nothing to check. */
export class NoPassError extends Error {
  override readonly name = 'NoPassError';
  readonly code = 'CONFIG';
}

/**
 * The pipelines to check the passes of `plugin` in: each alone, before and after the default pipeline,
 * and where the plugin itself puts them.
 *
 * @throws {@link NoPassError} where it brings none.
 * @throws PlacementError where it finds no place in the default pipeline.
 */
export function pipelinesFor(plugin: Plugin): PluginPipelines {
  const { text } = NAMED_PIPELINES.O2;
  const own = ownPipeline(plugin);
  const known = new Set(passesOf(buildPipeline('O2')).map(({ name }) => name));
  const placed = own === null ? [] : passesOf(own).map(({ name }) => name);
  const brought = (plugin.passes ?? []).map(({ name }) => name);
  const names = [...new Set([...brought, ...placed.filter((name) => !known.has(name))])];
  if (names.length === 0) {
    throw new NoPassError(`plugin '${plugin.name}' brings no pass`);
  }
  const all = names.join(',');
  const withPasses = own === null ? `${text},${all},${text}` : printPipeline(own);
  return {
    names,
    tried: [
      ...names.map((passes) => ({ what: `${passes} alone`, passes })),
      { what: 'before O2', passes: `${all},${text}` },
      { what: 'after O2', passes: `${text},${all}` },
      ...(own === null ? [] : [{ what: 'where the plugin puts it', passes: withPasses }]),
    ],
    ablation: {
      withPasses,
      without:
        own === null
          ? `${text},${text}`
          : printPipeline(withoutPasses(own, (name) => names.includes(name))),
    },
  };
}

/** The default pipeline after the plugin had its say; `null` where it has none. */
function ownPipeline(plugin: Plugin): Pipeline | null {
  const config: Config = { plugins: [plugin] };
  return plugin.pipeline === undefined ? null : buildPipeline('O2', config);
}
