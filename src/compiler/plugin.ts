import type { FilterView } from '../ir/filter-view.ts';
import { type Pass, passOfVariant } from '../pass/pass.ts';
import type { PassRecord } from '../pass/pass-record.ts';
import type { Pipeline, PipelineStep } from '../pass/pipeline.ts';
import { passesOf } from '../pass/pipeline.ts';
import { currentPassName } from '../pass/renamed-passes.ts';

/**
 * An extension of the compiler. By convention a package exports a function that takes its options
 * and returns one of these, so that two uses with different options do not share state.
 */
export interface Plugin {
  /** Shown in errors and reports; `bpf-plugin-` and a kebab-case name for a package. */
  readonly name: string;
  /** Passes that `--passes` may then name. They run only where a pipeline lists them. */
  readonly passes?: readonly Pass[];
  /** Yields the pipeline to run in place of the given one; plugins are asked in order. */
  pipeline?(pipeline: Pipeline): Pipeline;
  /** Called after every pass, with the filter as the pass left it. */
  onPass?(filter: FilterView, record: PassRecord): void;
}

/**
 * What may stand where a plugin is wanted: a plugin; a pass, whose name pipelines may then name; a function
 * without parameters that makes one; or a list of these.
 */
export type Extension = Plugin | Pass | (() => Extension) | readonly Extension[];

/** The settings of a project. */
export interface Config {
  /** Plugins, passes, and lists of them. */
  readonly plugins?: readonly Extension[];
  /** The pipeline where the command line names none: `O2`, or passes as text. */
  readonly passes?: string;
  /** Yields the pipeline to run in place of the given one, after the plugins have had their say. */
  pipeline?(pipeline: Pipeline): Pipeline;
  /** Check the IR after each pass. Default: `false`. */
  readonly verify?: boolean;
}

/** What a file of settings exports, `bpfopt.config.ts`. */
export interface ProjectConfig extends Omit<Config, 'plugins'> {
  /** As in {@link Config}; also names of files that export such, relative to the file of settings. */
  readonly plugins?: readonly (string | Extension)[];
}

/** No pass of that name is in the pipeline, so nothing can be placed by it. */
export class PlacementError extends Error {
  override readonly name = 'PlacementError';
  readonly code = 'PIPELINE_PLACEMENT';
}

/** Returns `config` itself; its only effect is that editors and the compiler check it. */
export function defineConfig(config: ProjectConfig): ProjectConfig {
  return config;
}

/** Returns `pass` itself; its only effect is that editors and the compiler check it. */
export function definePass(pass: Pass): Pass {
  return pass;
}

/** Returns `plugin` itself; its only effect is that editors and the compiler check it. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/**
 * `pipeline` with `added` right after each place where the pass named `name` stands, also within
 * `repeat`. The name may be one that the pass had before.
 *
 * @throws {@link PlacementError} where there is no such pass.
 */
export function insertAfter(
  pipeline: Pipeline,
  name: string,
  ...added: readonly PipelineStep[]
): Pipeline {
  return insertBeside(pipeline, name, (step) => [step, ...added]);
}

/**
 * `pipeline` with `added` right before each place where the pass named `name` stands, also within
 * `repeat`. The name may be one that the pass had before.
 *
 * @throws {@link PlacementError} where there is no such pass.
 */
export function insertBefore(
  pipeline: Pipeline,
  name: string,
  ...added: readonly PipelineStep[]
): Pipeline {
  return insertBeside(pipeline, name, (step) => [...added, step]);
}

function insertBeside(pipeline: Pipeline, name: string, place: (step: Pass) => Pipeline): Pipeline {
  const names = passesOf(pipeline).map((pass) => pass.name);
  const isSought = matcherFor(name, names);
  if (!names.some(isSought)) {
    const known = names.length === 0 ? 'it is empty' : names.join(', ');
    throw new PlacementError(`no pass '${name}' in the pipeline: ${known}`);
  }
  const walk = (steps: Pipeline): Pipeline =>
    steps.flatMap((step): Pipeline => {
      if ('repeat' in step) {
        return [{ repeat: walk(step.repeat) }];
      }
      return isSought(step.name) ? place(step) : [step];
    });
  return walk(pipeline);
}

/**
 * Tells which of `names` is meant by `name`: that itself; else the pass that goes by it no longer, in any
 * variant where the pipeline has not got the one that does its work.
 */
function matcherFor(name: string, names: readonly string[]): (other: string) => boolean {
  const current = currentPassName(name);
  const exact = [name, current].find((one) => names.includes(one));
  if (exact !== undefined || current === name) {
    return (other) => other === (exact ?? name);
  }
  return (other) => passOfVariant(other) === passOfVariant(current);
}
