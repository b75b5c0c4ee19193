import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';

/** Where a command's bytes go, piece by piece. Finish it by exactly one of `commit` and `abandon`. */
export interface OutputSink {
  write(chunk: string | Uint8Array): Promise<void>;
  /** Makes what was written the content of the file. */
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
  return found === undefined || found.isFile() || found.isDirectory();
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
  if (file !== undefined && file !== '-') {
    writeFileWhole(file, content);
    return;
  }
  const sink = standardOutput();
  await sink.write(content);
  await sink.commit();
}

/** A sink for `file`, which appears under its name on commit only; standard output for `-`. */
export function openOutput(file: string): OutputSink {
  return file === '-' ? standardOutput() : fileOutput(file);
}

/** Standard output; writing waits while the reader is slow. */
export function standardOutput(): OutputSink {
  return {
    write: async (chunk) => {
      if (!process.stdout.write(chunk)) {
        await once(process.stdout, 'drain');
      }
    },
    commit: async () => {},
    abandon: async () => {},
  };
}

function fileOutput(file: string): OutputSink {
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
    write: async (chunk) => {
      if (!stream.write(chunk)) {
        await Promise.race([once(stream, 'drain'), closed]);
      }
    },
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
