import path from 'node:path';
import type { CompileSettings } from '../../artifact/results/results.ts';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { Plugin } from '../../compiler/plugin.ts';
import { readUserFile } from '../../project/read-file.ts';
import { DEFAULT_SNAPLEN } from '../../support/snaplen.ts';
import type { ExperimentConfig } from './config.ts';
import { sha256 } from './provenance.ts';
import { readPackets } from './trace-file.ts';

/** How an experiment compiles all its filters. */
export interface ExperimentSettings {
  /** For the compiler: all but the link type and the passes. */
  readonly compile: CompileOptions;
  /** For the results. */
  readonly options: CompileSettings;
}

/**
 * What `config` asks of the compiler, defaults written out.
 *
 * @throws FileError where the profile can't be read, TraceError where it is damaged.
 */
export function compileSettings(
  { semantics = 'strict', profile: name, ...config }: ExperimentConfig,
  { plugins, directory }: { readonly plugins: readonly Plugin[]; readonly directory: string },
): ExperimentSettings {
  const language = {
    semantics,
    snaplen: config.snaplen ?? DEFAULT_SNAPLEN,
    netmask: config.netmask ?? null,
    linux: config.linux ?? false,
    encapsulation: config.encapsulation ?? 'libpcap',
    extensions: config.extensions ?? false,
  } as const;
  if (name === undefined) {
    return {
      compile: { ...language, config: { plugins } },
      options: { ...language, profile: null },
    };
  }
  const content = readUserFile(path.resolve(directory, name));
  return {
    compile: { ...language, config: { plugins }, profile: readPackets(content, name) },
    options: { ...language, profile: { file: name, sha256: sha256(content) } },
  };
}
