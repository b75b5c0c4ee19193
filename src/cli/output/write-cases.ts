import path from 'node:path';
import { printCase } from '../../prove/trial/case-file.ts';
import type { Finding } from '../../prove/trial/trial.ts';
import { makeFolder, writeOutput } from './write-output.ts';

/** Where cases go, and what is needed to try them again. */
export interface CaseOptions {
  /** Made where it does not exist, if there is anything to write. */
  readonly folder: string;
  /** The files of the plugins whose passes the cases name. */
  readonly plugins: readonly string[];
}

/** Writes each finding to a file `finding-N.json`, N counting from 1. Yields the files in order. */
export async function writeCases(
  findings: readonly Finding[],
  { folder, plugins }: CaseOptions,
): Promise<readonly string[]> {
  if (findings.length > 0) {
    makeFolder(folder);
  }
  const absolute = plugins.map((plugin) => path.resolve(plugin));
  const files: string[] = [];
  for (const [index, finding] of findings.entries()) {
    const file = path.join(folder, `finding-${index + 1}.json`);
    await writeOutput(printCase(finding, absolute), file);
    files.push(file);
  }
  return files;
}
