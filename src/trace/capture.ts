import type { Packet } from './packet.ts';

/** The two families of capture files. */
export type CaptureFormat = 'pcap' | 'pcapng';

/** How finely a capture file can tell times. */
export type TimestampUnit = 'microseconds' | 'nanoseconds';

/** The order of the bytes of a number in a capture file's own fields. */
export type ByteOrder = 'little' | 'big';

/** What a capture file says about itself before its first packet. */
export interface CaptureHeader {
  readonly format: CaptureFormat;
  /** That of the file, or of the first section of a pcapng file. */
  readonly byteOrder: ByteOrder;
  /** `nanoseconds` also stands for anything finer than a microsecond. */
  readonly timestampUnit: TimestampUnit;
  /** The most bytes kept of a packet, a u32; 0 where the file sets no limit. */
  readonly snaplen: number;
  /**
   * The LINKTYPE_ number of the packets; of those of the first interface in a pcapng file.
   * `null` for a pcapng file that ends before it names an interface.
   */
  readonly linktype: number | null;
}

/** Where the packets of a pcapng section were captured. */
export interface InterfaceIdentity {
  /** Its number in its section, counted from 0. */
  readonly id: number;
  /** What the file calls it, `null` for nothing. */
  readonly name: string | null;
}

/** One packet of a capture file. */
export interface CapturedPacket extends Packet {
  /** Nanoseconds since 1970-01-01 00:00 UTC; 0 where the file keeps no time for the packet. */
  readonly timestamp: bigint;
  /** The LINKTYPE_ number of this packet; a pcapng file may mix them. */
  readonly linktype: number;
  /** The byte offset in the file of the record that holds the packet, counted from 0. */
  readonly fileOffset: number;
  /** The interface, in a pcapng file. */
  readonly interface?: InterfaceIdentity | undefined;
  /** The record as it stands in the file, where the reader was asked to keep everything. */
  readonly record?: Uint8Array | undefined;
}

/** The stable names of what can be wrong with a capture file. */
export type CaptureErrorCode =
  /** The bytes are no capture file at all. */
  | 'CAPTURE_FORMAT'
  /** A capture file, of a variant or version that is not read. */
  | 'CAPTURE_UNSUPPORTED'
  /** The file ends inside a header or a record. */
  | 'CAPTURE_TRUNCATED'
  /** A length or a reference in the file can't be right; what follows can't be trusted. */
  | 'CAPTURE_CORRUPT';

/** A capture file can't be read, or can't be read on. The packets before `offset` are sound. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly code: CaptureErrorCode;
  /** The byte offset in the file of the header or record at fault, counted from 0. */
  readonly offset: number;
  readonly #problem: string;

  /** @param packets the number of whole packets before the fault, `null` where that is not known. */
  constructor(
    code: CaptureErrorCode,
    offset: number,
    message: string,
    packets: number | null = null,
  ) {
    const after = packets === null || packets === 0 ? '' : `, after packet ${packets}`;
    super(`at byte ${offset}${after}: ${message}`);
    this.code = code;
    this.offset = offset;
    this.#problem = message;
  }

  /** The same error of a file with that many whole packets before the fault. */
  after(packets: number): CaptureError {
    return new CaptureError(this.code, this.offset, this.#problem, packets);
  }
}

/** The longest packet and the longest block that are believed, in bytes: 256 MiB. */
export const MAX_RECORD_BYTES = 0x1000_0000;

/** Magic numbers at the start of a file, as read in the byte order of the file; u32s. */
export const MAGIC = {
  /** pcap with times in microseconds. */
  microseconds: 0xa1b2c3d4,
  /** pcap with times in nanoseconds. */
  nanoseconds: 0xa1b23c4d,
  /** pcap with longer record headers, of a patched libpcap of the 1990s; netsniff-ng and editcap write it. */
  modified: 0xa1b2cd34,
  /** The type of pcapng's first block, the same in both byte orders. */
  sectionHeader: 0x0a0d0d0a,
  /** pcapng's own mark of byte order, in the section header. */
  byteOrder: 0x1a2b3c4d,
} as const;
