import { ByteQueue } from './byte-queue.ts';
import { type CapturedPacket, CaptureError, type CaptureHeader, MAGIC } from './capture.ts';
import { PCAP_HEADER_BYTES, PcapDecoder, pcapKind } from './decode-pcap.ts';
import { PcapngDecoder } from './decode-pcapng.ts';
import { type FormatDecoder, refuse } from './format-decoder.ts';

const MAGIC_BYTES = 4;
const GZIP_MAGIC = 0x1f8b;

/** First words of pcap's variants, in either byte order, whose records have other layouts. */
const VARIANT_MAGICS: ReadonlyMap<number, string> = new Map([
  [0xa1b2cd34, 'modified pcap of 1990s Linux libpcap'],
  [0xa1b234cd, 'modified pcap of Navtel'],
  [0x1c0001ac, 'hardware capture of IxVeriWave'],
  [0x1c0001ab, 'software capture of IxVeriWave'],
]);

/**
 * Decodes a capture file that comes in pieces: push the pieces, take the packets.
 *
 * The bytes of a packet are a view of the piece that they came in where they lie in one piece.
 */
export class CaptureDecoder {
  readonly #queue = new ByteQueue();
  #format: FormatDecoder | null = null;

  /** What the file has said about itself so far; `null` before it has said anything. */
  get header(): CaptureHeader | null {
    return this.#format?.header ?? null;
  }

  /** Whether {@link header} will not change any more. */
  get headerIsComplete(): boolean {
    return this.#format?.headerIsComplete ?? false;
  }

  /** Adds the next bytes of the file, which must not change as long as packets are in use. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk);
  }

  /**
   * Takes the next whole packet; `null` when more bytes are needed.
   *
   * @throws {@link CaptureError} where the bytes make no sense; the same at each further call.
   */
  next(): CapturedPacket | null {
    this.#format ??= formatOf(this.#queue);
    return this.#format?.next(this.#queue) ?? null;
  }

  /**
   * Says that the file ends here, which is to be done when {@link next} has answered `null`, and
   * yields the file's header.
   *
   * @throws {@link CaptureError} `CAPTURE_TRUNCATED` if that is inside a header or a record.
   */
  finish(): CaptureHeader {
    const { available, offset, owesBytes } = this.#queue;
    const half = this.#format?.recordOffset ?? null;
    if (this.#format === null || half !== null || owesBytes || available > 0) {
      const what = this.#format === null ? 'file header' : 'record';
      throw new CaptureError(
        'CAPTURE_TRUNCATED',
        half ?? offset,
        `the capture ends inside the ${what} that begins here`,
      );
    }
    return this.#format.header;
  }
}

/** Tells the format by the first bytes; `null` until enough of them are here. */
function formatOf(queue: ByteQueue): FormatDecoder | null {
  if (!queue.has(MAGIC_BYTES)) {
    return null;
  }
  if (queue.u32(0, true) === MAGIC.sectionHeader) {
    return new PcapngDecoder();
  }
  const kind = pcapKind(queue);
  if (kind === null) {
    return refuseFormat(queue);
  }
  return queue.has(PCAP_HEADER_BYTES)
    ? new PcapDecoder(queue, kind.byteOrder, kind.timestampUnit)
    : null;
}

function refuseFormat(queue: ByteQueue): never {
  if (queue.u16(0, false) === GZIP_MAGIC) {
    refuse(queue, 'CAPTURE_FORMAT', 'gzip-compressed data, not a capture; decompress it first');
  }
  for (const word of [queue.u32(0, true), queue.u32(0, false)]) {
    const variant = VARIANT_MAGICS.get(word);
    if (variant !== undefined) {
      refuse(
        queue,
        'CAPTURE_UNSUPPORTED',
        `the ${variant} is not read, only plain pcap and pcapng`,
      );
    }
  }
  const word = queue.u32(0, false).toString(16).padStart(8, '0');
  return refuse(queue, 'CAPTURE_FORMAT', `neither pcap nor pcapng: 0x${word}`);
}
