import type { ByteQueue } from './byte-queue.ts';
import {
  type CapturedPacket,
  CaptureError,
  type CaptureErrorCode,
  type CaptureHeader,
} from './capture.ts';

/** Takes a part of a file that is no packet, in full, just before what follows it. */
export type KeepPart = (bytes: Uint8Array) => void;

/** The part of a decoder that knows one format. */
export interface FormatDecoder {
  /** What the file has said about itself so far. */
  readonly header: CaptureHeader;
  /** Whether `header` will not change any more. */
  readonly headerIsComplete: boolean;
  /** Where the record began that is half read, if its front has been dropped already. */
  readonly recordOffset: number | null;
  /**
   * Takes the next packet from the front of `queue`; `null` if it is not all here.
   *
   * @throws {@link CaptureError} where the bytes make no sense; the same at each further call.
   */
  next(queue: ByteQueue): CapturedPacket | null;
  /** The kept record of `packet`, for only the first `caplen` of its bytes, in the format of this file. */
  recordOf(packet: CapturedPacket, caplen: number): Uint8Array;
}

/** Throws a {@link CaptureError} about the record at the front of `queue`. */
export function refuse(queue: ByteQueue, code: CaptureErrorCode, message: string): never {
  throw new CaptureError(code, queue.offset, message);
}
