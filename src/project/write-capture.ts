/// <reference types="node" preserve="true" />
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { concatenate } from '../trace/byte-queue.ts';
import type { CaptureEncoder, CaptureOptions, OutgoingPacket } from '../trace/capture-encoder.ts';
import { captureEncoder } from '../trace/encode-capture.ts';

/** Records are handed to the sink when they amount to this many bytes. */
const FLUSH_BYTES = 65_536;

/** Writes a capture file to a stream, packet by packet. */
export interface CaptureWriter {
  /**
   * Adds `packet` at the end. Await it: it waits while the sink is full, so that memory stays
   * bounded. The bytes are copied at once.
   *
   * @throws {@link CaptureWriteError} where the format can't hold the packet, and whatever error
   *   the sink has met.
   */
  write(packet: OutgoingPacket): Promise<void>;
  /** Writes what is left, ends the sink and waits until it has taken everything. */
  end(): Promise<void>;
}

/** Begins a capture file on `sink`. A file without packets is complete too. */
export function captureWriter(sink: Writable, options: CaptureOptions): CaptureWriter {
  return new StreamWriter(sink, captureEncoder(options));
}

class StreamWriter implements CaptureWriter {
  readonly #records: RecordWriter;
  readonly #encoder: CaptureEncoder;

  constructor(sink: Writable, encoder: CaptureEncoder) {
    this.#records = new RecordWriter(sink);
    this.#encoder = encoder;
    this.#records.add(encoder.header());
  }

  async write(packet: OutgoingPacket): Promise<void> {
    this.#records.add(this.#encoder.record(packet));
    if (this.#records.isFull) {
      await this.#records.flush();
    }
  }

  async end(): Promise<void> {
    await this.#records.end();
  }
}

/** Writes parts of a file that are bytes already. */
export class RecordWriter {
  readonly #sink: Writable;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(sink: Writable) {
    this.#sink = sink;
    // Each write reports its own error; the event must not end the process besides.
    sink.on('error', () => {});
  }

  /** Whether it is time to {@link flush}. */
  get isFull(): boolean {
    return this.#bytes >= FLUSH_BYTES;
  }

  /** Adds `part` at the end. It must not change until it is written. */
  add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#bytes += part.length;
  }

  /** Writes what was added, and waits until the sink has taken it. */
  async flush(): Promise<void> {
    if (this.#bytes === 0) {
      return;
    }
    const chunk = concatenate(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    await new Promise<void>((resolve, reject) => {
      this.#sink.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Writes what is left, ends the sink and waits until it has taken everything. */
  async end(): Promise<void> {
    await this.flush();
    const taken = finished(this.#sink);
    this.#sink.end();
    await taken;
  }
}
