import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config, Extension, Plugin, ProjectConfig } from '../compiler/plugin.ts';
import { ExtensionError, pluginOf, pluginsOf } from '../compiler/plugins-of.ts';
import { ConfigError } from './config-error.ts';

/** The names under which a config file is found without being named, in this order. */
const CONFIG_NAMES = ['bpfopt.config.ts', 'bpfopt.config.js', 'bpfopt.config.mjs'];

/** The modules that were loaded, by their absolute names. */
const loadedModules = new Set<string>();

/** The module of a user's in which `error` was made; `null` where it was made elsewhere, or that is not known. */
export function moduleOfError(error: unknown): string | null {
  const [frame = ''] = /^\s+at .*/m.exec(error instanceof Error ? (error.stack ?? '') : '') ?? [];
  return [...loadedModules].find((file) => frame.includes(file)) ?? null;
}

/**
 * Loads a project's settings: those of `file`, or of `bpfopt.config.ts` (`.js`, `.mjs`) in
 * `directory`, or none where there is no such file.
 *
 * @throws {@link ConfigError} where the file can't be loaded or is no config.
 */
export async function loadConfig(
  file: string | undefined,
  directory: string = process.cwd(),
): Promise<Config> {
  const found =
    file ??
    CONFIG_NAMES.map((name) => path.join(directory, name)).find((candidate) =>
      existsSync(candidate),
    );
  if (found === undefined) {
    return {};
  }
  const { checkedConfig } = await import('./config-shape.ts');
  const { plugins, ...settings } = checkedConfig(await loadDefault(found), found);
  return plugins === undefined
    ? settings
    : { ...settings, plugins: await loadPlugins(plugins, found) };
}

/** Plugins in the order of `plugins`, the names of files among which start where `config` stands. */
async function loadPlugins(
  plugins: NonNullable<ProjectConfig['plugins']>,
  config: string,
): Promise<readonly Plugin[]> {
  const loaded: Plugin[] = [];
  for (const [index, given] of plugins.entries()) {
    if (typeof given === 'string') {
      loaded.push(await loadPlugin(path.resolve(path.dirname(config), given)));
    } else {
      loaded.push(...naming(config, () => pluginsOf(given, `plugins[${index}]`)));
    }
  }
  return loaded;
}

/**
 * Loads a plugin: a file whose default export is a {@link Plugin}, a {@link Pass}, a function without
 * parameters that returns one, or a list of these, which become one plugin.
 *
 * @throws {@link ConfigError} where the file can't be loaded or exports none of these.
 */
export async function loadPlugin(file: string): Promise<Plugin> {
  const exported = (await loadDefault(file)) as Extension;
  return naming(file, () => pluginOf(exported, 'its default export'));
}

/** What `read` yields; its errors name `file`. */
function naming<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ExtensionError) {
      throw new ConfigError(cause.message, { file, cause });
    }
    throw cause;
  }
}

/**
 * The default export of a TypeScript or JavaScript module. `bpfopt` in its imports is this very
 * library, whatever the folder the module stands in.
 *
 * @throws {@link ConfigError} where it can't be loaded.
 */
export async function loadDefault(file: string): Promise<unknown> {
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) {
    throw new ConfigError('there is no such file', { file });
  }
  loadedModules.add(absolute);
  const library = new URL(
    import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js',
    import.meta.url,
  );
  const { createJiti } = await import('jiti');
  const jiti = createJiti(pathToFileURL(absolute).href, {
    moduleCache: false,
    virtualModules: { bpfopt: (await import(library.href)) as Record<string, unknown> },
  });
  try {
    const loaded = await jiti.import<Record<string, unknown>>(absolute);
    if (!('default' in loaded)) {
      throw new ConfigError('it has no default export', { file });
    }
    return loaded.default;
  } catch (cause) {
    if (cause instanceof ConfigError) {
      throw cause;
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`it can't be loaded: ${reason}`, { file, cause });
  }
}
