import type { FilterView } from '../ir/filter-view.ts';
import { isThenable } from '../pass/foreign-pass.ts';
import type { PassRecord } from '../pass/pass-record.ts';
import { type Pipeline, passesOf } from '../pass/pipeline.ts';
import { faultOfPipeline } from './extension-faults.ts';
import { claim } from './pass-owner.ts';
import { type Config, PlacementError, type Plugin } from './plugin.ts';

/** A hook of a plugin, or of the settings, failed or answered what it must not. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly code = 'PLUGIN';
}

/** The settings of a project have hooks too, and no name. */
const nameOf = (hooks: Plugin | Config): string =>
  'name' in hooks ? `plugin '${hooks.name}'` : 'the settings';

/**
 * The pipeline that `hooks` want in place of `pipeline`. The passes that are new in it are theirs.
 *
 * @throws {@link PluginError} where the hook throws, or yields no pipeline.
 * @throws {@link PlacementError} where it finds no place for its passes.
 */
export function extend(pipeline: Pipeline, hooks: Plugin | Config): Pipeline {
  if (hooks.pipeline === undefined) {
    return pipeline;
  }
  const owner = nameOf(hooks);
  const before = new Set<unknown>(passesOf(pipeline));
  const extended: unknown = called(owner, () => hooks.pipeline?.(pipeline));
  const fault = faultOfPipeline(extended, before);
  if (fault !== null) {
    throw new PluginError(`pipeline() of ${owner} answers no pipeline: ${fault}`);
  }
  const steps = extended as Pipeline;
  claim(
    passesOf(steps).filter((pass) => !before.has(pass)),
    owner,
  );
  return steps;
}

function called<Result>(owner: string, hook: () => Result): Result {
  try {
    return hook();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof PlacementError) {
      throw new PlacementError(`pipeline() of ${owner}: ${reason}`, { cause });
    }
    throw new PluginError(`pipeline() of ${owner} failed: ${reason}`, { cause });
  }
}

/**
 * Tells `plugin` of an application of a pass, if it wants to know.
 *
 * @throws {@link PluginError} where its hook throws, or goes on after it has returned.
 */
export function tellOfPass(plugin: Plugin, filter: FilterView, record: PassRecord): void {
  const what = `onPass() of ${nameOf(plugin)}`;
  const where = `after pass '${record.pass}' (application ${record.application})`;
  let answer: unknown;
  try {
    answer = plugin.onPass?.(filter, record);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PluginError(`${what} failed ${where}: ${reason}`, { cause });
  }
  if (isThenable(answer)) {
    Promise.resolve(answer).catch(() => {});
    throw new PluginError(`${what} returned a promise ${where}; it has to be done, without async`);
  }
}
