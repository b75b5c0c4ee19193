import type { Pass } from '../pass/pass.ts';
import type { Extension, Plugin } from './plugin.ts';

/** Something stands where a plugin or a pass should. */
export class ExtensionError extends Error {
  override readonly name = 'ExtensionError';
  readonly code = 'CONFIG';
}

/**
 * The plugins that `given` amounts to, in order; a pass alone becomes a plugin of its name.
 *
 * @param where what holds `given`, for errors: `plugins`.
 * @throws {@link ExtensionError} that names the place of whatever is no extension, and what was found.
 */
export function pluginsOf(given: Extension, where = 'plugins'): readonly Plugin[] {
  if (isList(given)) {
    return given.flatMap((one, index) => pluginsOf(one, `${where}[${index}]`));
  }
  if (typeof given === 'function') {
    return pluginsOf(made(given, where), `what ${where} returns`);
  }
  const fault = isPass(given) ? faultOfPass(given) : faultOfPlugin(given);
  if (fault !== null) {
    throw new ExtensionError(`${where}: ${fault}`);
  }
  return [isPass(given) ? { name: given.name, passes: [given] } : given];
}

/**
 * The one plugin that `given` amounts to: where that is several, it does what they do, in their order.
 *
 * @throws {@link ExtensionError} as {@link pluginsOf}, and for a list without any.
 */
export function pluginOf(given: Extension, where = 'plugin'): Plugin {
  const plugins = pluginsOf(given, where);
  const [first, ...others] = plugins;
  if (first === undefined) {
    throw new ExtensionError(`${where}: expected a pass or a plugin, found an empty list`);
  }
  return others.length === 0 ? first : together(plugins);
}

function together(plugins: readonly Plugin[]): Plugin {
  return {
    name: plugins.map(({ name }) => name).join('+'),
    passes: plugins.flatMap(({ passes = [] }) => passes),
    pipeline: (pipeline) =>
      plugins.reduce((passes, plugin) => plugin.pipeline?.(passes) ?? passes, pipeline),
    onPass: (filter, record) => {
      for (const plugin of plugins) {
        plugin.onPass?.(filter, record);
      }
    },
  };
}

const isList = (given: Extension): given is readonly Extension[] => Array.isArray(given);

const isPass = (given: Exclude<Extension, () => Extension>): given is Pass =>
  typeof given === 'object' && given !== null && 'run' in given;

function made(factory: () => Extension, where: string): Extension {
  if (factory.length > 0) {
    throw new ExtensionError(
      `${where}: expected a pass or a plugin, found a function with parameters; call it with its options`,
    );
  }
  try {
    return Reflect.apply(factory, undefined, []);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExtensionError(`${where} failed: ${reason}`, { cause });
  }
}

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What keeps `value` from being a pass; `null` where it is one. */
function faultOfPass(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) {
    return `expected a pass, found ${described(value)}`;
  }
  const { name, summary, run } = value as Partial<Record<keyof Pass, unknown>>;
  if (typeof name !== 'string' || !KEBAB_CASE.test(name)) {
    return `the name of a pass is kebab-case, found ${described(name)}`;
  }
  if (typeof summary !== 'string') {
    return `the summary of pass '${name}' is a string, found ${described(summary)}`;
  }
  return typeof run === 'function'
    ? null
    : `run of pass '${name}' is a function, found ${described(run)}`;
}

/** What a plugin may have beside its name. */
const HOOKS = ['pipeline', 'onPass'] as const;

/** What keeps `value` from being a plugin; `null` where it is one. */
function faultOfPlugin(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) {
    return `expected a pass or a plugin, found ${described(value)}`;
  }
  const { passes, ...plugin } = value as Partial<Record<keyof Plugin, unknown>>;
  if (passes === undefined && HOOKS.every((hook) => plugin[hook] === undefined)) {
    return (
      'expected a pass, which has a name, a summary and run, or a plugin, which has a name and one of ' +
      `passes, pipeline and onPass; found ${described(value)}`
    );
  }
  if (typeof plugin.name !== 'string' || plugin.name === '') {
    return `the name of a plugin is a string, found ${described(plugin.name)}`;
  }
  const wrong = HOOKS.find((hook) => !['undefined', 'function'].includes(typeof plugin[hook]));
  if (wrong !== undefined) {
    return `${wrong} of plugin '${plugin.name}' is a function, found ${described(plugin[wrong])}`;
  }
  return faultOfPasses(plugin.name, passes ?? []);
}

function faultOfPasses(plugin: string, passes: unknown): string | null {
  if (!Array.isArray(passes)) {
    return `passes of plugin '${plugin}' is a list, found ${described(passes)}`;
  }
  const faults = passes.map((pass, index): string | null => {
    const fault = faultOfPass(pass);
    return fault === null ? null : `passes[${index}] of plugin '${plugin}': ${fault}`;
  });
  return faults.find((fault) => fault !== null) ?? null;
}

/** A value, as errors name what was found. */
function described(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  if (value instanceof Promise) {
    return 'a promise; a plugin is made at once, without async';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (typeof value === 'object') {
    const keys = Object.keys(value).slice(0, 8);
    return keys.length === 0 ? 'an object without keys' : `an object with ${keys.join(', ')}`;
  }
  return typeof value === 'string' ? `'${value}'` : `a ${typeof value}`;
}
