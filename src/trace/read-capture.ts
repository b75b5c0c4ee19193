import { invariant } from '../support/invariant.ts';
import type { CapturedPacket, CaptureHeader } from './capture.ts';
import { CaptureDecoder } from './decoder.ts';

/** A part of a capture file that is no packet, as it stands there. */
export interface OtherPart {
  /** The number of packets of the batch that come before it. */
  readonly after: number;
  readonly bytes: Uint8Array;
}

/** What a piece of the source completed. */
export interface CaptureBatch {
  readonly packets: readonly CapturedPacket[];
  /** In the order of the file; none unless everything is kept. */
  readonly others: readonly OtherPart[];
}

/** What to do besides reading packets. */
export interface ReadOptions {
  /** Whether the parts that are no packets are kept, so that the file can be copied. Default: `false`. */
  readonly keepEverything?: boolean;
}

/** A capture file being read. Its packets can be gone through once, in the order of the file. */
export interface CaptureStream extends AsyncIterable<CapturedPacket> {
  readonly header: CaptureHeader;
  /** The same packets by the bunch: those that each piece of the source completed. */
  batches(): AsyncGenerator<CaptureBatch, void>;
  /**
   * What to write for `packet` in a copy of the file with only the first `caplen` of its bytes.
   * Everything has to be kept for it.
   */
  recordOf(packet: CapturedPacket, caplen: number): Uint8Array;
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
export async function readCapture(
  source: AsyncIterable<Uint8Array>,
  { keepEverything = false }: ReadOptions = {},
): Promise<CaptureStream> {
  const collector = new BatchCollector(keepEverything);
  const { decoder } = collector;
  const chunks = source[Symbol.asyncIterator]();
  try {
    const header = await readHeader(collector, chunks);
    const batches = remaining(collector, chunks);
    return {
      header,
      batches: () => batches,
      recordOf: (packet, caplen) => decoder.recordOf(packet, caplen),
      [Symbol.asyncIterator]: () => flatten(batches),
    };
  } catch (error) {
    await chunks.return?.();
    throw error;
  }
}

/** Gathers what the pieces of a file hold. */
class BatchCollector {
  readonly decoder: CaptureDecoder;
  #packets: CapturedPacket[] = [];
  #others: OtherPart[] = [];

  constructor(keepEverything: boolean) {
    this.decoder = new CaptureDecoder(
      keepEverything ? (bytes) => this.#others.push({ after: this.#packets.length, bytes }) : null,
    );
  }

  /** Takes the first packet if it is here. */
  addFirst(): void {
    const packet = firstPacket(this.decoder);
    if (packet !== null) {
      this.#packets.push(packet);
    }
  }

  /** Takes all packets that can be decoded now. */
  addAll(): void {
    for (let next = this.decoder.next(); next !== null; next = this.decoder.next()) {
      this.#packets.push(next);
    }
  }

  /** Yields what was gathered since the last time; nothing where that is nothing. */
  *take(): Generator<CaptureBatch, void> {
    const batch = { packets: this.#packets, others: this.#others };
    if (batch.packets.length > 0 || batch.others.length > 0) {
      this.#packets = [];
      this.#others = [];
      yield batch;
    }
  }
}

/** Reads until the header is complete. A packet that comes with it is gathered. */
async function readHeader(
  collector: BatchCollector,
  chunks: AsyncIterator<Uint8Array>,
): Promise<CaptureHeader> {
  const { decoder } = collector;
  for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
    decoder.push(chunk.value);
    collector.addFirst();
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

/** Yields what was gathered and what the rest of the file holds; closes the source in the end. */
async function* remaining(
  collector: BatchCollector,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<CaptureBatch, void> {
  try {
    yield* takeAll(collector);
    for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
      collector.decoder.push(chunk.value);
      yield* takeAll(collector);
    }
    collector.decoder.finish();
  } finally {
    await chunks.return?.();
  }
}

/** Yields one batch of all that can be decoded now; none where that is nothing. */
function* takeAll(collector: BatchCollector): Generator<CaptureBatch, void> {
  try {
    collector.addAll();
  } catch (error) {
    yield* collector.take();
    throw error;
  }
  yield* collector.take();
}

async function* flatten(
  batches: AsyncIterable<CaptureBatch>,
): AsyncGenerator<CapturedPacket, void> {
  for await (const { packets } of batches) {
    yield* packets;
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
