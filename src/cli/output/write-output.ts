import { createWriteStream, fstatSync, mkdirSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { descriptorNamed } from '../../project/descriptor.ts';
import { remember } from '../errors/source-of-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type FileOwner, type OutputPlace, placeOf } from './output-place.ts';
import { type ReplacementFile, replacementFor } from './replacement-file.ts';

/** An output being written. Finish it by exactly one of `commit` and `abandon`. */
export interface Output {
  /** Where the bytes go. Its errors are known to be about this output. */
  readonly stream: Writable;
  /** Writes and waits until it is taken, so that a slow reader slows the writer. */
  write(content: string | Uint8Array): Promise<void>;
  /** Makes what was written the content of the file. Ends the stream where that is not done yet. */
  commit(): Promise<void>;
  /** Leaves a file as it was before. What a device or a pipe has got can't be taken back. */
  abandon(): Promise<void>;
}

/**
 * Opens an output for a stream of bytes: `file`, or standard output where that is absent or `-`.
 *
 * A regular file, also one that links lead to, keeps its content until the new one is complete, and its
 * mode and owner; devices, pipes and what is open already are written directly.
 *
 * @throws an error that is known to be about this output, with the system's code where it has one.
 */
export function openOutput(file: string | undefined): Output {
  if (file === undefined || file === '-') {
    return openStandard(process.stdout, 'standard output');
  }
  try {
    const place = placeOf(file);
    return place.kind === 'file' ? openFile(place, file) : openDirect(place, file);
  } catch (error) {
    throw error instanceof UsageError ? error : remember(error, { output: file });
  }
}

/**
 * Makes `folder` for outputs, and those above it, where they are not there.
 *
 * @throws an error that is known to be about this output.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw remember(error, { output: folder });
  }
}

/** Whether the output `file` is standard output, by whatever name. */
export const isStandardOutput = (file: string): boolean =>
  file === '-' || descriptorNamed(file) === 1;

/**
 * Writes the whole of an output: `file`, or standard output where that is absent or `-`. A file gets all
 * of `content` or stays as it was.
 *
 * @throws as {@link openOutput}.
 */
export async function writeOutput(
  content: string | Uint8Array,
  file: string | undefined,
): Promise<void> {
  const output = openOutput(file);
  try {
    await output.write(content);
    await output.commit();
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

function openDirect(place: Exclude<OutputPlace, { kind: 'file' }>, file: string): Output {
  if (place.kind === 'direct') {
    return endingOutput(createWriteStream(place.path), file);
  }
  const { descriptor } = place;
  if (descriptor === 1 || descriptor === 2) {
    return openStandard(descriptor === 1 ? process.stdout : process.stderr, file);
  }
  fstatSync(descriptor);
  return endingOutput(createWriteStream(file, { fd: descriptor }), file);
}

function openFile(
  { path, old }: { readonly path: string; readonly old: FileOwner | null },
  file: string,
): Output {
  const replacement = replacementOrNull(path, old);
  if (replacement === null) {
    return endingOutput(createWriteStream(path), file);
  }
  // It closes the descriptor, however it ends.
  const stream = createWriteStream(path, { fd: replacement.descriptor });
  const output = endingOutput(stream, file);
  return {
    ...output,
    commit: async () => {
      await output.commit();
      try {
        replacement.commit();
      } catch (error) {
        throw remember(error, { output: file });
      }
    },
    abandon: async () => {
      await output.abandon();
      replacement.discard();
    },
  };
}

/** `null` where nothing can be made beside the file, which then has to be overwritten where it stands. */
function replacementOrNull(path: string, old: FileOwner | null): ReplacementFile | null {
  try {
    return replacementFor(path, old);
  } catch (error) {
    if (old === null) {
      throw error;
    }
    return null;
  }
}

/** An output of a stream that is this output's own. */
function endingOutput(stream: Writable, name: string): Output {
  const closed = finished(stream);
  closed.catch(() => {});
  rememberErrors(stream, name);
  return {
    stream,
    write: (content) => writeTo(stream, content),
    commit: async () => {
      stream.end();
      await closed;
    },
    abandon: async () => {
      stream.destroy();
      await closed.catch(() => {});
    },
  };
}

/** An output of a stream that others write to as well, and that stays open. */
function openStandard(stream: Writable, name: string): Output {
  rememberErrors(stream, name);
  return {
    stream,
    write: (content) => writeTo(stream, content),
    commit: () => (stream.writableEnded ? Promise.resolve() : writeTo(stream, '')),
    abandon: () => Promise.resolve(),
  };
}

const remembering = new WeakSet<Writable>();

/** Whoever wrote gets the error; the event must not end the process besides. */
function rememberErrors(stream: Writable, output: string): void {
  if (!remembering.has(stream)) {
    remembering.add(stream);
    stream.on('error', (error) => {
      remember(error, { output });
    });
  }
}

function writeTo(stream: Writable, content: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(content, (error) => (error ? reject(stream.errored ?? error) : resolve()));
  });
}
