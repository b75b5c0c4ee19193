import type { ByteQueue } from './byte-queue.ts';
import {
  type ByteOrder,
  type CapturedPacket,
  type CaptureHeader,
  MAGIC,
  MAX_RECORD_BYTES,
  type TimestampUnit,
} from './capture.ts';
import { type FormatDecoder, type KeepPart, refuse } from './format-decoder.ts';

/** The bytes that must be here before a {@link PcapDecoder} can be made. */
export const PCAP_HEADER_BYTES = 24;

/** The fields of a record before its packet. */
export const PCAP_RECORD_HEADER_BYTES = 16;

/** Those of {@link MAGIC.modified}: interface, protocol and direction come before the packet. */
const MODIFIED_RECORD_HEADER_BYTES = 24;

/** The bits of the link type field that hold the LINKTYPE_ number; the upper ones are about FCS. */
const LINKTYPE_MASK = 0xffff;
/** The bits between the two that mean nothing. libpcap and Wireshark refuse a file that has one set. */
const LINKTYPE_RESERVED = 0x03ff_0000;

/** The only major version that was ever in wide use, and its last minor version. */
const MAJOR_VERSION = 2;
const LAST_MINOR_VERSION = 4;
/** What 2.4 is called in some captures of AIX; libpcap reads it as 2.4, too. */
const AIX_VERSION = 543;

/**
 * Decodes the packets of a pcap file after its header.
 *
 *      0      4      8      12      16
 *     +------+------+-------+-------+--------
 *     | sec  | frac |caplen |wirelen| packet
 *     +------+------+-------+-------+--------
 *
 * A packet longer than the file's snaplen is cut there, as libpcap cuts it.
 * Modified pcap has 8 more bytes before the packet, which are skipped.
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
  readonly #recordHeaderBytes: number;
  readonly #keep: KeepPart | null;
  /** Where a packet of the file's own snaplen ends, counted from the start of its record. */
  readonly #keptEnd: number;

  /** Reads the header at the front of `queue`, which must hold all of it. */
  constructor(queue: ByteQueue, kind: PcapKind, keep: KeepPart | null) {
    const { byteOrder, timestampUnit } = kind;
    this.#keep = keep;
    this.#recordHeaderBytes = kind.recordHeaderBytes;
    this.#little = byteOrder === 'little';
    this.#nanosecondsPerUnit = timestampUnit === 'microseconds' ? 1000n : 1n;
    this.#minorVersion = minorVersion(queue, this.#little);
    this.#linktype = linktypeOf(queue, this.#little);
    const snaplen = queue.u32(16, this.#little);
    this.#keptEnd = this.#recordHeaderBytes + (snaplen === 0 ? MAX_RECORD_BYTES : snaplen);
    this.header = {
      format: 'pcap',
      byteOrder,
      timestampUnit,
      snaplen,
      linktype: this.#linktype,
    };
    keep?.(queue.bytes(0, PCAP_HEADER_BYTES));
    queue.skip(PCAP_HEADER_BYTES);
  }

  next(queue: ByteQueue): CapturedPacket | null {
    if (!queue.has(this.#recordHeaderBytes)) {
      return null;
    }
    const [caplen, wirelen] = this.#lengths(queue);
    if (caplen > MAX_RECORD_BYTES) {
      refuse(queue, 'CAPTURE_CORRUPT', `a packet of ${caplen} captured bytes is not believed`);
    }
    const end = this.#recordHeaderBytes + caplen;
    if (!queue.has(end)) {
      return null;
    }
    const packet = {
      bytes: queue.bytes(this.#recordHeaderBytes, Math.min(end, this.#keptEnd)),
      wirelen,
      timestamp:
        BigInt(queue.u32(0, this.#little)) * 1_000_000_000n +
        BigInt(queue.u32(4, this.#little)) * this.#nanosecondsPerUnit,
      linktype: this.#linktype,
      fileOffset: queue.offset,
      interface: undefined,
      record: this.#keep === null ? undefined : queue.bytes(0, end),
    };
    queue.skip(end);
    return packet;
  }

  recordOf({ record = new Uint8Array(0), wirelen }: CapturedPacket, caplen: number): Uint8Array {
    const end = this.#recordHeaderBytes + caplen;
    if (end >= record.length) {
      return record;
    }
    const shorter = Uint8Array.from(record.subarray(0, end));
    const view = new DataView(shorter.buffer);
    const swapped = this.#minorVersion < 3;
    view.setUint32(8, swapped ? wirelen : caplen, this.#little);
    view.setUint32(12, swapped ? caplen : wirelen, this.#little);
    return shorter;
  }

  /** The captured length and the wire length of the record at the front. */
  #lengths(queue: ByteQueue): readonly [number, number] {
    const first = queue.u32(8, this.#little);
    const second = queue.u32(12, this.#little);
    const swapped = this.#minorVersion < 3 || (this.#minorVersion === 3 && first > second);
    return swapped ? [second, first] : [first, second];
  }
}

/** @throws {@link CaptureError} for a version that libpcap does not read either. */
function minorVersion(queue: ByteQueue, little: boolean): number {
  const major = queue.u16(4, little);
  const minor = queue.u16(6, little);
  if (major === AIX_VERSION && minor === 0) {
    return LAST_MINOR_VERSION;
  }
  if (major !== MAJOR_VERSION || minor > LAST_MINOR_VERSION) {
    refuse(
      queue,
      'CAPTURE_UNSUPPORTED',
      `pcap version ${major}.${minor} is not read, only 2.0 to 2.4`,
    );
  }
  return minor;
}

/** @throws {@link CaptureError} where the field has a bit set that no version gives a meaning. */
function linktypeOf(queue: ByteQueue, little: boolean): number {
  const field = queue.u32(20, little);
  if ((field & LINKTYPE_RESERVED) !== 0) {
    const hex = field.toString(16).padStart(8, '0');
    refuse(queue, 'CAPTURE_UNSUPPORTED', `the link type 0x${hex} has reserved bits set`);
  }
  return field & LINKTYPE_MASK;
}

/** How a magic number names a kind of pcap file. */
interface PcapKind {
  readonly byteOrder: ByteOrder;
  readonly timestampUnit: TimestampUnit;
  readonly recordHeaderBytes: number;
}

const KINDS: ReadonlyMap<number, Omit<PcapKind, 'byteOrder'>> = new Map([
  [
    MAGIC.microseconds,
    { timestampUnit: 'microseconds', recordHeaderBytes: PCAP_RECORD_HEADER_BYTES },
  ],
  [
    MAGIC.nanoseconds,
    { timestampUnit: 'nanoseconds', recordHeaderBytes: PCAP_RECORD_HEADER_BYTES },
  ],
  [
    MAGIC.modified,
    { timestampUnit: 'microseconds', recordHeaderBytes: MODIFIED_RECORD_HEADER_BYTES },
  ],
]);

/** Tells the kind of a pcap file by its first four bytes; `null` for anything else. */
export function pcapKind(queue: ByteQueue): PcapKind | null {
  for (const byteOrder of ['little', 'big'] as const) {
    const magic = queue.u32(0, byteOrder === 'little');
    const kind = KINDS.get(magic);
    if (kind !== undefined) {
      return { byteOrder, ...kind };
    }
  }
  return null;
}
