import path from 'node:path';
import type { PluginEntry } from '../../artifact/results/results.ts';
import type { Plugin } from '../../compiler/plugin.ts';
import { pluginsOf } from '../../compiler/plugins-of.ts';
import { loadPlugin } from '../../project/load-module.ts';
import { readUserFile } from '../../project/read-file.ts';
import type { ExperimentConfig } from './config.ts';
import { sha256 } from './provenance.ts';

/** A plugin as an experiment uses it, and as results name it. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  readonly entry: PluginEntry;
}

/**
 * The plugins of a config, one after the other. They make their passes known and nothing else: an
 * experiment runs the pipelines that it names, not what a plugin would make of them.
 *
 * @param directory where names of files start.
 * @throws ConfigError where a file holds no plugin.
 * @throws ExtensionError where something else stands among them.
 */
export async function loadPlugins(
  plugins: NonNullable<ExperimentConfig['plugins']>,
  directory: string,
): Promise<readonly LoadedPlugin[]> {
  const loaded: LoadedPlugin[] = [];
  for (const [index, given] of plugins.entries()) {
    const isFile = typeof given === 'string';
    const found = isFile
      ? [await loadPlugin(path.resolve(directory, given))]
      : pluginsOf(given, `plugins[${index}]`);
    for (const { name, passes = [] } of found) {
      const code = isFile
        ? readUserFile(path.resolve(directory, given))
        : passes.map(({ name: pass, run }) => `${pass}: ${run}`).join('\n');
      const entry = { name, file: isFile ? given : null, sha256: sha256(code) };
      loaded.push({ plugin: { name, passes }, entry });
    }
  }
  return loaded;
}
