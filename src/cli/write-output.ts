import { createWriteStream, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { UsageError } from './usage-error.ts';

/** A file being written. Finish it by exactly one of `commit` and `abandon`. */
export interface OutputFile {
  /** Where the bytes go. */
  readonly stream: Writable;
  /** Makes what was written the content of the file, after the stream has ended. */
  commit(): Promise<void>;
  /** Leaves the file as it was before. */
  abandon(): Promise<void>;
}

/** A name beside `file`, on the same file system, so that a rename replaces it in one step. */
const besideName = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);

/** Devices and pipes can't be replaced by a rename; they are written directly. */
function isReplaceable(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) {
    throw new UsageError(`${file} is a folder; name a file in it`);
  }
  return found === undefined || found.isFile();
}

/**
 * Writes a whole file, or nothing: the old file stays until the new one is complete.
 *
 * @throws the system's error where the file can't be written; nothing half-written is left.
 */
export function writeFileWhole(file: string, content: string | Uint8Array): void {
  if (!isReplaceable(file)) {
    writeFileSync(file, content);
    return;
  }
  const beside = besideName(file);
  try {
    writeFileSync(beside, content);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Writes `content` to `file`, or to standard output where `file` is absent or `-`. */
export async function writeOutput(
  content: string | Uint8Array,
  file: string | undefined,
): Promise<void> {
  if (file === undefined || file === '-') {
    await writeTo(process.stdout, content);
  } else {
    writeFileWhole(file, content);
  }
}

/** Writes to a stream and waits until it has taken it, so that a slow reader slows the writer. */
export function writeTo(stream: Writable, content: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(content, (error) => (error ? reject(error) : resolve()));
  });
}

/** Opens `file` for a stream of bytes: it appears under its name on commit only. */
export function openOutput(file: string): OutputFile {
  const replaces = isReplaceable(file);
  const target = replaces ? besideName(file) : file;
  const stream = createWriteStream(target);
  const closed = finished(stream);
  closed.catch(() => {});
  const discard = (): void => {
    if (replaces) {
      rmSync(target, { force: true });
    }
  };
  return {
    stream,
    commit: async () => {
      stream.end();
      try {
        await closed;
        if (replaces) {
          renameSync(target, file);
        }
      } catch (error) {
        discard();
        throw error;
      }
    },
    abandon: async () => {
      stream.destroy();
      await closed.catch(() => {});
      discard();
    },
  };
}
