import { MAGIC } from './capture.ts';
import {
  type CaptureEncoder,
  type CaptureSettings,
  CaptureWriteError,
  type OutgoingPacket,
} from './capture-encoder.ts';
import { PCAP_HEADER_BYTES, PCAP_RECORD_HEADER_BYTES } from './decode-pcap.ts';

const NANOSECONDS = 1_000_000_000n;
const MAX_SECONDS = 0xffff_ffffn;

/** Encodes pcap 2.4; the layout is drawn at {@link PcapDecoder}. */
export class PcapEncoder implements CaptureEncoder {
  readonly #settings: CaptureSettings;
  readonly #little: boolean;
  readonly #nanosecondsPerUnit: bigint;

  constructor(settings: CaptureSettings) {
    this.#settings = settings;
    this.#little = settings.byteOrder === 'little';
    this.#nanosecondsPerUnit = settings.timestampUnit === 'microseconds' ? 1000n : 1n;
  }

  header(): Uint8Array {
    const bytes = new Uint8Array(PCAP_HEADER_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, MAGIC[this.#settings.timestampUnit], this.#little);
    view.setUint16(4, 2, this.#little);
    view.setUint16(6, 4, this.#little);
    view.setUint32(16, this.#settings.snaplen, this.#little);
    view.setUint32(20, this.#settings.linktype, this.#little);
    return bytes;
  }

  record(packet: OutgoingPacket): Uint8Array {
    const { bytes, wirelen, timestamp, linktype = this.#settings.linktype } = packet;
    if (linktype !== this.#settings.linktype) {
      throw new CaptureWriteError(
        'CAPTURE_LINKTYPE',
        `a packet of link type ${linktype} can't go in a pcap file of link type ` +
          `${this.#settings.linktype}; pcapng can mix them`,
      );
    }
    const seconds = timestamp / NANOSECONDS;
    if (timestamp < 0n || seconds > MAX_SECONDS) {
      throw new CaptureWriteError(
        'CAPTURE_TIMESTAMP',
        `a time of ${timestamp} ns since 1970 is outside what pcap can tell`,
      );
    }
    const record = new Uint8Array(PCAP_RECORD_HEADER_BYTES + bytes.length);
    const view = new DataView(record.buffer);
    view.setUint32(0, Number(seconds), this.#little);
    view.setUint32(4, Number((timestamp % NANOSECONDS) / this.#nanosecondsPerUnit), this.#little);
    view.setUint32(8, bytes.length, this.#little);
    view.setUint32(12, wirelen, this.#little);
    record.set(bytes, PCAP_RECORD_HEADER_BYTES);
    return record;
  }
}
