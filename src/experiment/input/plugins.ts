import path from 'node:path';
import type { PluginEntry } from '../../artifact/results/results.ts';
import type { Plugin } from '../../compiler/plugin.ts';
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
 */
export async function loadPlugins(
  plugins: NonNullable<ExperimentConfig['plugins']>,
  directory: string,
): Promise<readonly LoadedPlugin[]> {
  const loaded: LoadedPlugin[] = [];
  for (const given of plugins) {
    const file = typeof given === 'string' ? given : null;
    const { name, passes = [] } =
      typeof given === 'string' ? await loadPlugin(path.resolve(directory, given)) : given;
    const code =
      file === null
        ? passes.map(({ name: pass, run }) => `${pass}: ${run}`).join('\n')
        : readUserFile(path.resolve(directory, file));
    loaded.push({ plugin: { name, passes }, entry: { name, file, sha256: sha256(code) } });
  }
  return loaded;
}
