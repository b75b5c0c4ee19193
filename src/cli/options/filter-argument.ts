import { lstatSync } from 'node:fs';
import path from 'node:path';
import { readUserInput } from '../../project/read-file.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { DEFAULT_SOURCE, detectLanguage, languageOfExtension } from '../../source/sources.ts';
import { UsageError } from '../errors/usage-error.ts';

/** A filter that was given as one argument. */
export interface FilterArgument {
  readonly source: FilterSource;
  /** The file that it is from; `undefined` for an expression. */
  readonly file?: string;
}

/**
 * The filter that an argument gives: the content of a file if there is one of that name, else the
 * argument itself in the default language. What a file holds is told by its extension, else by its
 * content.
 *
 * @throws {@link UsageError} where the argument can only be the name of a file, and there is none,
 *   and where a file is empty.
 * @throws what the reader of the file's language throws.
 */
export async function readFilterArgument(argument: string): Promise<FilterArgument> {
  const extension = path.extname(argument).slice(1).toLowerCase();
  if (isFile(argument)) {
    const bytes = await readUserInput(argument);
    if (bytes.toString('latin1').trim() === '') {
      throw new UsageError(`${argument} is empty; a filter that accepts everything is ''`);
    }
    return { source: detectLanguage(bytes, extension).read(bytes, extension), file: argument };
  }
  if (!/\s/.test(argument) && languageOfExtension(extension) !== null) {
    throw new UsageError(`there is no file ${argument}`);
  }
  return { source: DEFAULT_SOURCE.read(argument) };
}

/** Whether there is something of that name; a link that leads nowhere is, and can't be read. */
function isFile(name: string): boolean {
  try {
    return lstatSync(name, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
