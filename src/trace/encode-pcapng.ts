import { concatenate } from './byte-queue.ts';
import { MAGIC } from './capture.ts';
import {
  type CaptureEncoder,
  type CaptureSettings,
  CaptureWriteError,
  type OutgoingPacket,
} from './capture-encoder.ts';
import { BLOCK } from './pcapng-block.ts';
import { OPTION_TIMESTAMP_RESOLUTION } from './pcapng-interface.ts';

const MAX_U64 = 0xffff_ffff_ffff_ffffn;
/** The section length field of a section whose length is not known. */
const UNKNOWN_LENGTH = 0xffff_ffff;

/**
 * Encodes pcapng 1.0: one section, an interface for each link type just before its first packet,
 * and enhanced packet blocks. The layout is drawn at {@link PcapngDecoder}.
 */
export class PcapngEncoder implements CaptureEncoder {
  readonly #settings: CaptureSettings;
  readonly #little: boolean;
  readonly #nanosecondsPerUnit: bigint;
  readonly #interfaces = new Map<number, number>();

  constructor(settings: CaptureSettings) {
    this.#settings = settings;
    this.#little = settings.byteOrder === 'little';
    this.#nanosecondsPerUnit = settings.timestampUnit === 'microseconds' ? 1000n : 1n;
  }

  header(): Uint8Array {
    const section = this.#block(MAGIC.sectionHeader, 16, (body) => {
      body.setUint32(0, MAGIC.byteOrder, this.#little);
      body.setUint16(4, 1, this.#little);
      body.setUint32(8, UNKNOWN_LENGTH, this.#little);
      body.setUint32(12, UNKNOWN_LENGTH, this.#little);
    });
    return concatenate([section, this.#addInterface(this.#settings.linktype)]);
  }

  record(packet: OutgoingPacket): Uint8Array {
    const { bytes, wirelen, timestamp, linktype = this.#settings.linktype } = packet;
    const time = timestamp / this.#nanosecondsPerUnit;
    if (timestamp < 0n || time > MAX_U64) {
      throw new CaptureWriteError(
        'CAPTURE_TIMESTAMP',
        `a time of ${timestamp} ns since 1970 is outside what pcapng can tell`,
      );
    }
    const opening = this.#interfaces.has(linktype) ? [] : [this.#addInterface(linktype)];
    const block = this.#block(BLOCK.enhancedPacket, 20 + bytes.length, (body) => {
      body.setUint32(0, this.#interfaces.get(linktype) ?? 0, this.#little);
      body.setUint32(4, Number(time >> 32n), this.#little);
      body.setUint32(8, Number(time & 0xffff_ffffn), this.#little);
      body.setUint32(12, bytes.length, this.#little);
      body.setUint32(16, wirelen, this.#little);
      new Uint8Array(body.buffer, body.byteOffset).set(bytes, 20);
    });
    return opening.length === 0 ? block : concatenate([...opening, block]);
  }

  /** The block that describes one more interface, with packets of `linktype`. */
  #addInterface(linktype: number): Uint8Array {
    this.#interfaces.set(linktype, this.#interfaces.size);
    return this.#block(BLOCK.interface, 20, (body) => {
      body.setUint16(0, linktype, this.#little);
      body.setUint32(4, this.#settings.snaplen, this.#little);
      body.setUint16(8, OPTION_TIMESTAMP_RESOLUTION, this.#little);
      body.setUint16(10, 1, this.#little);
      body.setUint8(12, this.#settings.timestampUnit === 'microseconds' ? 6 : 9);
      // The option that ends the list is all zero.
    });
  }

  /** A block of `type` with a body of `length` bytes, padded to a multiple of 4. */
  #block(type: number, length: number, fill: (body: DataView) => void): Uint8Array {
    const padded = Math.ceil(length / 4) * 4;
    const bytes = new Uint8Array(padded + 12);
    const frame = new DataView(bytes.buffer);
    frame.setUint32(0, type, this.#little);
    frame.setUint32(4, bytes.length, this.#little);
    frame.setUint32(bytes.length - 4, bytes.length, this.#little);
    fill(new DataView(bytes.buffer, 8, padded));
    return bytes;
  }
}
