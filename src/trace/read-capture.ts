import { invariant } from '../support/invariant.ts';
import type { CapturedPacket, CaptureHeader } from './capture.ts';
import { CaptureDecoder } from './decoder.ts';

/** A capture file being read. Its packets can be gone through once, in the order of the file. */
export interface CaptureStream extends AsyncIterable<CapturedPacket> {
  readonly header: CaptureHeader;
  /** The same packets by the bunch: those that each piece of the source completed. */
  batches(): AsyncGenerator<readonly CapturedPacket[], void>;
}

/** A capture file in memory. Its packets are decoded anew each time they are gone through. */
export interface CaptureContents extends Iterable<CapturedPacket> {
  readonly header: CaptureHeader;
}

/**
 * Reads a pcap or pcapng file from a stream of its bytes, such as a Node.js `Readable`.
 *
 * Memory is bounded by the largest packet and the largest piece, whatever the size of the file.
 * The packets' bytes are views of the pieces, so the source must not use its buffers again.
 *
 * Going through the packets yields every whole one, and then throws where the file is at fault:
 * `CAPTURE_TRUNCATED` if it ends inside a record, `CAPTURE_CORRUPT` if a length can't be right.
 *
 * @throws {@link CaptureError} if the file's header can't be read. The source is closed then.
 */
export async function readCapture(source: AsyncIterable<Uint8Array>): Promise<CaptureStream> {
  const decoder = new CaptureDecoder();
  const chunks = source[Symbol.asyncIterator]();
  const first: CapturedPacket[] = [];
  try {
    const header = await readHeader(decoder, chunks, first);
    const batches = remaining(decoder, chunks, first);
    return {
      header,
      batches: () => batches,
      [Symbol.asyncIterator]: () => flatten(batches),
    };
  } catch (error) {
    await chunks.return?.();
    throw error;
  }
}

/** Reads until the header is complete. A packet that comes with it is put in `first`. */
async function readHeader(
  decoder: CaptureDecoder,
  chunks: AsyncIterator<Uint8Array>,
  first: CapturedPacket[],
): Promise<CaptureHeader> {
  for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
    decoder.push(chunk.value);
    const packet = firstPacket(decoder);
    if (packet !== null) {
      first.push(packet);
    }
    if (decoder.header !== null && decoder.headerIsComplete) {
      return decoder.header;
    }
  }
  return decoder.finish();
}

/**
 * Takes the first packet if it is here. What is wrong after a complete header is left to whoever
 * goes through the packets.
 */
function firstPacket(decoder: CaptureDecoder): CapturedPacket | null {
  try {
    return decoder.next();
  } catch (error) {
    if (decoder.headerIsComplete) {
      return null;
    }
    throw error;
  }
}

/** Yields `first` and what the rest of the file holds; closes the source in the end. */
async function* remaining(
  decoder: CaptureDecoder,
  chunks: AsyncIterator<Uint8Array>,
  first: CapturedPacket[],
): AsyncGenerator<readonly CapturedPacket[], void> {
  try {
    yield* takeAll(decoder, first);
    for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
      decoder.push(chunk.value);
      yield* takeAll(decoder, []);
    }
    decoder.finish();
  } finally {
    await chunks.return?.();
  }
}

/** Yields one batch, of `taken` and all that can be decoded now; none where that is nothing. */
function* takeAll(
  decoder: CaptureDecoder,
  taken: CapturedPacket[],
): Generator<readonly CapturedPacket[], void> {
  try {
    for (let packet = decoder.next(); packet !== null; packet = decoder.next()) {
      taken.push(packet);
    }
  } catch (error) {
    if (taken.length > 0) {
      yield taken;
    }
    throw error;
  }
  if (taken.length > 0) {
    yield taken;
  }
}

async function* flatten(
  batches: AsyncIterable<readonly CapturedPacket[]>,
): AsyncGenerator<CapturedPacket, void> {
  for await (const batch of batches) {
    yield* batch;
  }
}

/**
 * Reads a pcap or pcapng file that is in memory whole. The packets' bytes are views of `bytes`.
 *
 * Its packets and its errors are those of {@link readCapture}.
 *
 * @throws {@link CaptureError} if the file's header can't be read.
 */
export function readCaptureBuffer(bytes: Uint8Array): CaptureContents {
  const decoder = new CaptureDecoder();
  decoder.push(bytes);
  firstPacket(decoder);
  const header = decoder.headerIsComplete ? decoder.header : decoder.finish();
  invariant(header !== null, 'a complete header is there');
  return {
    header,
    [Symbol.iterator]: () => packetsOf(bytes),
  };
}

function* packetsOf(bytes: Uint8Array): Generator<CapturedPacket, void> {
  const decoder = new CaptureDecoder();
  decoder.push(bytes);
  for (let packet = decoder.next(); packet !== null; packet = decoder.next()) {
    yield packet;
  }
  decoder.finish();
}
