import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { printCase } from '../prove/trial/case-file.ts';
import type { Finding } from '../prove/trial/trial.ts';
import { writeFileWhole } from './write-output.ts';

/** Where cases go, and what is needed to try them again. */
export interface CaseOptions {
  /** Made where it does not exist, if there is anything to write. */
  readonly folder: string;
  /** The files of the plugins whose passes the cases name. */
  readonly plugins: readonly string[];
}

/** Writes each finding to a file `finding-N.json`, N counting from 1. Yields the files in order. */
export function writeCases(
  findings: readonly Finding[],
  { folder, plugins }: CaseOptions,
): readonly string[] {
  if (findings.length > 0) {
    mkdirSync(folder, { recursive: true });
  }
  const absolute = plugins.map((plugin) => path.resolve(plugin));
  return findings.map((finding, index) => {
    const file = path.join(folder, `finding-${index + 1}.json`);
    writeFileWhole(file, printCase(finding, absolute));
    return file;
  });
}
