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
  readonly #sink: Writable;
  readonly #encoder: CaptureEncoder;
  #parts: Uint8Array[];
  #bytes: number;

  constructor(sink: Writable, encoder: CaptureEncoder) {
    this.#sink = sink;
    this.#encoder = encoder;
    const header = encoder.header();
    this.#parts = [header];
    this.#bytes = header.length;
    // Each write reports its own error; the event must not end the process besides.
    sink.on('error', () => {});
  }

  async write(packet: OutgoingPacket): Promise<void> {
    const record = this.#encoder.record(packet);
    this.#parts.push(record);
    this.#bytes += record.length;
    if (this.#bytes >= FLUSH_BYTES) {
      await this.#flush();
    }
  }

  async end(): Promise<void> {
    await this.#flush();
    const taken = finished(this.#sink);
    this.#sink.end();
    await taken;
  }

  async #flush(): Promise<void> {
    const chunk = concatenate(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    await new Promise<void>((resolve, reject) => {
      this.#sink.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
}
