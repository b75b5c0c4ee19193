import { createReadStream, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { descriptorNamed } from './descriptor.ts';
import { systemReason } from './system-reason.ts';

/** A file that the user named can't be read. The message names it. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code = 'FILE';
  readonly file: string;

  constructor(file: string, options: Required<ErrorOptions>) {
    super(`can't read ${file === '' ? "''" : file}: ${systemReason(options.cause)}`, options);
    this.file = file;
  }
}

/** @throws {@link FileError} where `file` can't be read. */
export function readUserFile(file: string): Buffer {
  try {
    return readFileSync(descriptorNamed(file) ?? file);
  } catch (cause) {
    throw new FileError(file, { cause });
  }
}

/** What is read as a whole has so many bytes at most: devices have no end. */
const MOST_BYTES = 1 << 28;

/**
 * The content of `file`, or of standard input where it is `-`.
 *
 * @throws {@link FileError} where it can't be read, or is longer than 256 MiB.
 */
export async function readUserInput(file: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of streamUserInput(file)) {
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_BYTES) {
      const cause = new Error(`it has more than ${MOST_BYTES >>> 20} MiB`);
      throw new FileError(file === '-' ? 'standard input' : file, { cause });
    }
  }
  return Buffer.concat(pieces);
}

/**
 * The content of `file`, or of standard input where it is `-`, piece by piece.
 *
 * @throws {@link FileError} where it can't be read, or read on.
 */
export async function* streamUserInput(file: string): AsyncGenerator<Uint8Array, void> {
  const descriptor = file === '-' ? 0 : descriptorNamed(file);
  try {
    yield* descriptor === 0 ? process.stdin : openStream(file, descriptor);
  } catch (cause) {
    throw new FileError(file === '-' ? 'standard input' : file, { cause });
  }
}

/** The size of a piece in bytes. */
const PIECE_BYTES = 1 << 20;

const openStream = (file: string, descriptor: number | null): Readable =>
  createReadStream(file, {
    highWaterMark: PIECE_BYTES,
    ...(descriptor === null ? {} : { fd: descriptor }),
  });
