import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { invariant } from '../support/invariant.ts';

/** The folder of this package, whether the sources or the built files run. */
export const PACKAGE_ROOT: string = findRoot(import.meta.dirname);

/** This package's version, as its package.json has it. */
export function packageVersion(): string {
  const text = readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}

function findRoot(start: string): string {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) {
      return folder;
    }
    invariant(folder !== path.dirname(folder), 'the package has no package.json');
  }
}
