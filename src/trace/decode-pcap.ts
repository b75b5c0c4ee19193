import type { ByteQueue } from './byte-queue.ts';
import {
  type ByteOrder,
  type CapturedPacket,
  type CaptureHeader,
  MAGIC,
  MAX_RECORD_BYTES,
  type TimestampUnit,
} from './capture.ts';
import { type FormatDecoder, refuse } from './format-decoder.ts';

/** The bytes that must be here before a {@link PcapDecoder} can be made. */
export const PCAP_HEADER_BYTES = 24;

/** The fields of a record before its packet. */
export const PCAP_RECORD_HEADER_BYTES = 16;

/** The bits of the link type field that hold the LINKTYPE_ number; the rest is about FCS. */
const LINKTYPE_MASK = 0xffff;

/** The only major version that was ever in wide use. */
const MAJOR_VERSION = 2;

/**
 * Decodes the packets of a pcap file after its header.
 *
 *      0      4      8      12      16
 *     +------+------+-------+-------+--------
 *     | sec  | frac |caplen |wirelen| packet
 *     +------+------+-------+-------+--------
 *
 * A packet longer than the file's snaplen is cut there, as libpcap cuts it.
 * Files of versions before 2.3 have the two lengths the other way round, those of 2.3 sometimes.
 *
 * Source: Harris and Richardson, "PCAP Capture File Format", draft-ietf-opsawg-pcap.
 */
export class PcapDecoder implements FormatDecoder {
  readonly header: CaptureHeader;
  readonly headerIsComplete = true;
  readonly recordOffset = null;
  readonly #little: boolean;
  readonly #nanosecondsPerUnit: bigint;
  readonly #linktype: number;
  readonly #minorVersion: number;
  /** Where a packet of the file's own snaplen ends, counted from the start of its record. */
  readonly #keptEnd: number;

  /** Reads the header at the front of `queue`, which must hold all of it. */
  constructor(queue: ByteQueue, byteOrder: ByteOrder, timestampUnit: TimestampUnit) {
    this.#little = byteOrder === 'little';
    this.#nanosecondsPerUnit = timestampUnit === 'microseconds' ? 1000n : 1n;
    const major = queue.u16(4, this.#little);
    this.#minorVersion = queue.u16(6, this.#little);
    if (major !== MAJOR_VERSION) {
      refuse(
        queue,
        'CAPTURE_UNSUPPORTED',
        `pcap version ${major}.${this.#minorVersion} is not read, only 2.x`,
      );
    }
    this.#linktype = queue.u32(20, this.#little) & LINKTYPE_MASK;
    const snaplen = queue.u32(16, this.#little);
    this.#keptEnd = PCAP_RECORD_HEADER_BYTES + (snaplen === 0 ? MAX_RECORD_BYTES : snaplen);
    this.header = {
      format: 'pcap',
      byteOrder,
      timestampUnit,
      snaplen,
      linktype: this.#linktype,
    };
    queue.skip(PCAP_HEADER_BYTES);
  }

  next(queue: ByteQueue): CapturedPacket | null {
    if (!queue.has(PCAP_RECORD_HEADER_BYTES)) {
      return null;
    }
    const [caplen, wirelen] = this.#lengths(queue);
    if (caplen > MAX_RECORD_BYTES) {
      refuse(queue, 'CAPTURE_CORRUPT', `a packet of ${caplen} captured bytes is not believed`);
    }
    const end = PCAP_RECORD_HEADER_BYTES + caplen;
    if (!queue.has(end)) {
      return null;
    }
    const packet = {
      bytes: queue.bytes(PCAP_RECORD_HEADER_BYTES, Math.min(end, this.#keptEnd)),
      wirelen,
      timestamp:
        BigInt(queue.u32(0, this.#little)) * 1_000_000_000n +
        BigInt(queue.u32(4, this.#little)) * this.#nanosecondsPerUnit,
      linktype: this.#linktype,
      fileOffset: queue.offset,
    };
    queue.skip(end);
    return packet;
  }

  /** The captured length and the wire length of the record at the front. */
  #lengths(queue: ByteQueue): readonly [number, number] {
    const first = queue.u32(8, this.#little);
    const second = queue.u32(12, this.#little);
    const swapped = this.#minorVersion < 3 || (this.#minorVersion === 3 && first > second);
    return swapped ? [second, first] : [first, second];
  }
}

/** How a magic number names a kind of pcap file. */
interface PcapKind {
  readonly byteOrder: ByteOrder;
  readonly timestampUnit: TimestampUnit;
}

/** Tells the kind of a pcap file by its first four bytes; `null` for anything else. */
export function pcapKind(queue: ByteQueue): PcapKind | null {
  for (const byteOrder of ['little', 'big'] as const) {
    const magic = queue.u32(0, byteOrder === 'little');
    if (magic === MAGIC.microseconds) {
      return { byteOrder, timestampUnit: 'microseconds' };
    }
    if (magic === MAGIC.nanoseconds) {
      return { byteOrder, timestampUnit: 'nanoseconds' };
    }
  }
  return null;
}
