import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../project/config-error.ts';
import { loadDefault } from '../../project/load-module.ts';
import { readUserFile } from '../../project/read-file.ts';
import { EXPERIMENT_SCHEMA, type ExperimentConfig } from './config.ts';

/** A config, and where the files that it names are. */
export interface Experiment {
  readonly config: ExperimentConfig;
  /** The folder to which names of files are relative. */
  readonly directory: string;
}

/**
 * Loads an experiment from a TypeScript or JavaScript module, whose default export it is, or from
 * a JSON file.
 *
 * @throws {@link ConfigError} that names the file and each place in it that is wrong.
 */
export async function loadExperiment(file: string): Promise<Experiment> {
  const loaded = file.endsWith('.json') ? loadJson(file) : await loadDefault(file);
  return {
    config: checkExperiment(loaded, file),
    directory: path.dirname(path.resolve(file)),
  };
}

/**
 * `value`, if it has the shape of an experiment.
 *
 * @throws {@link ConfigError} where it has not.
 */
export function checkExperiment(value: unknown, file: string): ExperimentConfig {
  const result = EXPERIMENT_SCHEMA.safeParse(value);
  if (!result.success) {
    throw new ConfigError(`not an experiment:\n${z.prettifyError(result.error)}`, {
      file,
      cause: result.error,
    });
  }
  return result.data;
}

/** @throws {@link ConfigError} where the file is no JSON; FileError where it can't be read. */
function loadJson(file: string): unknown {
  const text = readUserFile(file).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`not JSON: ${reason}`, { file, cause });
  }
}
