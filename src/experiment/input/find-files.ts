import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../../project/config-error.ts';

/** A file that a config names. */
export interface NamedFile {
  /** As results name it: relative to the folder of the config, with `/` between folders. */
  readonly name: string;
  /** Where it is. */
  readonly path: string;
}

/**
 * The files that `patterns` name, in their order; those of one pattern by name, and none twice. `*`
 * stands for any characters of a name, `?` for one; neither for a leading dot.
 *
 * @throws {@link ConfigError} for a pattern that no file matches.
 */
export function findFiles(patterns: readonly string[], directory: string): readonly NamedFile[] {
  const found = patterns.flatMap((pattern) => {
    const matches = matchingPaths(path.resolve(directory, pattern));
    if (matches.length === 0) {
      throw new ConfigError(`no file matches in ${directory}`, { file: pattern });
    }
    return matches;
  });
  return [...new Set(found)].map((file) => ({
    name: path.relative(directory, file).replaceAll(path.sep, '/'),
    path: file,
  }));
}

/** Matches one folder after the other, so that only folders that match are read. */
function matchingPaths(pattern: string): readonly string[] {
  const { root } = path.parse(pattern);
  const parts = pattern.slice(root.length).split(path.sep);
  let found: readonly string[] = [root];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    if (last || /[*?]/.test(part)) {
      found = found.flatMap((folder) => matchesIn(folder, part, last));
    } else {
      found = found.map((folder) => path.join(folder, part));
    }
  }
  return found;
}

/** The entries of `folder` that match `part`: files for the last part, folders before it. */
function matchesIn(folder: string, part: string, last: boolean): readonly string[] {
  const expression = expressionOf(part);
  return entriesOf(folder)
    .filter((entry) => expression.test(entry.name))
    .filter((entry) => entry.isSymbolicLink() || entry.isDirectory() !== last)
    .map((entry) => path.join(folder, entry.name))
    .sort();
}

function entriesOf(folder: string): readonly {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // What is no folder, or can't be read, holds no file that matches.
    return [];
  }
}

function expressionOf(part: string): RegExp {
  const body = part
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${/^[*?]/.test(part) ? String.raw`(?!\.)` : ''}${body}$`);
}
