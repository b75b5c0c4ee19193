import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { descriptorNamed, endOfLinks } from '../../project/descriptor.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Mode and owner of a file that is replaced. */
export interface FileOwner {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * What an output's name stands for.
 *
 * - `descriptor`: what this process has open, as `/dev/stdout` and `/dev/fd/3` say;
 * - `direct`: a device or a pipe, which no other file can stand in for;
 * - `file`: a regular file, at the end of all links, or the place where one is to be made.
 */
export type OutputPlace =
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'direct'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly old: FileOwner | null };

/**
 * Finds out what `file` stands for.
 *
 * @throws {@link UsageError} for a folder and for the empty name; the system's error where links lead nowhere, or the file may
 *   not be written.
 */
export function placeOf(file: string): OutputPlace {
  if (file === '') {
    throw new UsageError('the name of the output is empty');
  }
  const descriptor = descriptorNamed(file);
  if (descriptor !== null) {
    return { kind: 'descriptor', descriptor };
  }
  const old = statSync(file, { throwIfNoEntry: false });
  if (old === undefined) {
    return { kind: 'file', path: endOfLinks(file), old: null };
  }
  if (old.isDirectory()) {
    throw new UsageError(`${file} is a folder; name a file in it`);
  }
  if (!old.isFile()) {
    return { kind: 'direct', path: file };
  }
  accessSync(file, constants.W_OK);
  return { kind: 'file', path: realpathSync(file), old };
}
