import { randomBytes } from 'node:crypto';
import { copyFileSync, fchmodSync, fchownSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FileOwner } from './output-place.ts';

/** A file that is written beside another and takes its place when it is complete. */
export interface ReplacementFile {
  readonly descriptor: number;
  /** Puts it in place of the other. The descriptor must be closed. */
  commit(): void;
  /** Removes it; the other stays as it was. */
  discard(): void;
}

/** The permissions of a file that is new; the user's mask takes some away. */
const NEW_MODE = 0o666;

/** Read and written by its owner alone, until it is known who else may. */
const PRIVATE_MODE = 0o600;

const PERMISSIONS = 0o777;
const PERMISSIONS_AND_IDS = 0o7777;

/** The files that are not complete yet. */
const pending = new Set<string>();

/**
 * Makes a file that will replace `target`, with the mode and owner of what was there, `old`; another's
 * files keep their owner only where this user may give files away. Its name can't be foreseen, and
 * nothing that is there already is written to. It is removed where the process ends before it is complete.
 *
 * @throws the system's error where the folder can't be written to.
 */
export function replacementFor(target: string, old: FileOwner | null): ReplacementFile {
  const name = `.${path.basename(target).slice(0, 100)}.${randomBytes(9).toString('base64url')}.tmp`;
  const beside = path.join(path.dirname(target), name);
  const descriptor = openPending(beside, old === null ? NEW_MODE : PRIVATE_MODE);
  if (old !== null) {
    giveTo(descriptor, old);
  }
  const discard = (): void => {
    rmSync(beside, { force: true });
    pending.delete(beside);
  };
  return {
    descriptor,
    discard,
    commit: () => {
      moveTo(beside, target);
      pending.delete(beside);
    },
  };
}

/** Makes the file, which is removed from its first moment on where the process ends. */
function openPending(file: string, mode: number): number {
  remember(file);
  try {
    return openSync(file, 'wx', mode);
  } catch (error) {
    pending.delete(file);
    throw error;
  }
}

function giveTo(descriptor: number, { mode, uid, gid }: FileOwner): void {
  try {
    fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode & PERMISSIONS_AND_IDS);
  } catch {
    // A file of this user must not run with the rights of another.
    fchmodSync(descriptor, mode & PERMISSIONS);
  }
}

/** What something is mounted on can't be replaced, only filled. */
function moveTo(beside: string, target: string): void {
  try {
    renameSync(beside, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') {
      throw error;
    }
    copyFileSync(beside, target);
    rmSync(beside, { force: true });
  }
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

function remember(file: string): void {
  if (pending.size === 0 && !isWatching) {
    isWatching = true;
    process.once('exit', removePending);
    for (const signal of SIGNALS) {
      process.once(signal, endBy);
    }
  }
  pending.add(file);
}

let isWatching = false;

function removePending(): void {
  for (const file of pending) {
    rmSync(file, { force: true });
  }
  pending.clear();
}

/**
 * Ends the process by the signal that was sent to it, as it would have ended without us; not where the
 * command itself knows what to do then.
 */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 0) {
    removePending();
    process.kill(process.pid, signal);
  }
}
