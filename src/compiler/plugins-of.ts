import type { Pass } from '../pass/pass.ts';
import { faultOfPass, faultOfPlugin } from './extension-faults.ts';
import type { Extension, Plugin } from './plugin.ts';
import { extend, tellOfPass } from './plugin-hooks.ts';

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
    pipeline: (pipeline) => plugins.reduce((passes, plugin) => extend(passes, plugin), pipeline),
    onPass: (filter, record) => {
      for (const plugin of plugins) {
        tellOfPass(plugin, filter, record);
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
