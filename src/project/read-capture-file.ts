import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { CaptureError } from '../trace/capture.ts';
import { compressionOf, GZIP } from '../trace/compression.ts';
import { readUserFile, streamUserInput } from './read-file.ts';

/** Compressed bytes are given to the decompressor so many at a time: it makes up to 1,000 times as many of them. */
const SLICE_BYTES = 1 << 16;

/**
 * The content of the capture in `file`, decompressed where it is compressed with gzip. One that is cut
 * or damaged gives what can be read of it, as a capture that ends there.
 *
 * @throws FileError where it can't be read.
 */
export function readCaptureFile(file: string): Uint8Array {
  return gunzipped(readUserFile(file));
}

/** `content`, decompressed where it is compressed with gzip. */
export function gunzipped(content: Uint8Array): Uint8Array {
  if (compressionOf(content) !== GZIP) {
    return content;
  }
  try {
    return gunzipSync(content, { finishFlush: constants.Z_FINISH });
  } catch (cause) {
    throw gzipError(cause, 0);
  }
}

/**
 * The content of the capture in `file`, or of standard input where it is `-`, piece by piece, decompressed where it is
 * compressed with gzip.
 *
 * @throws FileError where it can't be read, or read on; CaptureError where its compression is damaged, after all that
 *   comes before.
 */
export async function* streamCapture(file: string): AsyncGenerator<Uint8Array, void> {
  const pieces = streamUserInput(file);
  const start: Uint8Array[] = [];
  let compression = null;
  for (let length = 0; length < GZIP.magic.length; ) {
    const next = await pieces.next();
    if (next.done === true) {
      break;
    }
    start.push(next.value);
    length += next.value.length;
  }
  compression = compressionOf(Buffer.concat(start).subarray(0, 4));
  const whole = continued(start, pieces);
  yield* compression === GZIP ? gunzip(whole) : whole;
}

async function* continued(
  start: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  yield* start;
  yield* rest;
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const stream = createGunzip({ chunkSize: 1 << 18 });
  const made: Buffer[] = [];
  let total = 0;
  stream.on('data', (piece: Buffer) => {
    made.push(piece);
    total += piece.length;
  });
  const failed = new Promise<Error>((resolve) => {
    stream.once('error', resolve);
  });
  const ended = new Promise<null>((resolve) => {
    stream.once('end', () => resolve(null));
  });
  try {
    for await (const piece of source) {
      for (let at = 0; at < piece.length; at += SLICE_BYTES) {
        const slice = piece.subarray(at, at + SLICE_BYTES);
        const taken = new Promise<null>((resolve) => {
          stream.write(slice, (error) => (error == null ? resolve(null) : undefined));
        });
        const error = await Promise.race([taken, failed, ended]);
        yield* made.splice(0);
        if (error !== null) {
          throw gzipError(error, total);
        }
      }
    }
    stream.end();
    const error = await Promise.race([ended, failed]);
    yield* made.splice(0);
    if (error !== null) {
      throw gzipError(error, total);
    }
  } finally {
    stream.destroy();
  }
}

function gzipError(cause: unknown, offset: number): CaptureError {
  const isCut = cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return isCut
    ? new CaptureError(
        'CAPTURE_TRUNCATED',
        offset,
        'the gzip data ends early (bytes counted decompressed)',
      )
    : new CaptureError(
        'CAPTURE_CORRUPT',
        offset,
        `the gzip data is damaged: ${reason} (bytes counted decompressed)`,
      );
}
