import type { ByteOrder, CaptureFormat, TimestampUnit } from './capture.ts';
import type { Packet } from './packet.ts';

/** What kind of capture file to write. */
export interface CaptureOptions {
  readonly format: CaptureFormat;
  /** The LINKTYPE_ number of packets that do not say their own, a u16. */
  readonly linktype: number;
  /** The most bytes kept of a packet, a u32, noted in the file; packets are not cut. Default: 262144. */
  readonly snaplen?: number;
  /** Default: `microseconds`. What is finer is dropped. */
  readonly timestampUnit?: TimestampUnit;
  /** Default: `little`. */
  readonly byteOrder?: ByteOrder;
}

/** A packet to write. */
export interface OutgoingPacket extends Packet {
  /** Nanoseconds since 1970-01-01 00:00 UTC, at least 0. */
  readonly timestamp: bigint;
  /** The LINKTYPE_ number, where it is not that of the file; pcap can't mix them. */
  readonly linktype?: number;
}

/** The stable names of why a packet can't be written to a file. */
export type CaptureWriteErrorCode =
  /** A pcap file holds packets of one link type only. */
  | 'CAPTURE_LINKTYPE'
  /** The time is before 1970, or past what the format's field holds. */
  | 'CAPTURE_TIMESTAMP';

/** A packet can't be written to a file of the chosen format. Nothing of it was written. */
export class CaptureWriteError extends Error {
  override readonly name = 'CaptureWriteError';
  readonly code: CaptureWriteErrorCode;

  constructor(code: CaptureWriteErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Makes the bytes of a capture file, a part at a time. */
export interface CaptureEncoder {
  /** The bytes that a file begins with. */
  header(): Uint8Array;
  /**
   * The bytes that add `packet` at the end of the file.
   *
   * @throws {@link CaptureWriteError} where the format can't hold the packet.
   */
  record(packet: OutgoingPacket): Uint8Array;
}

/** The options with every default filled in. */
export type CaptureSettings = Required<CaptureOptions>;
