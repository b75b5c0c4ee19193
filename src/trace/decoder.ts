import { invariant } from '../support/invariant.ts';
import { ByteQueue } from './byte-queue.ts';
import { type CapturedPacket, CaptureError, type CaptureHeader, MAGIC } from './capture.ts';
import { compressionOf } from './compression.ts';
import { PCAP_HEADER_BYTES, PcapDecoder, pcapKind } from './decode-pcap.ts';
import { PcapngDecoder } from './decode-pcapng.ts';
import { type FormatDecoder, type KeepPart, refuse } from './format-decoder.ts';

const MAGIC_BYTES = 4;

/** First words of pcap's variants, in either byte order, whose records have other layouts. */
const VARIANT_MAGICS: ReadonlyMap<number, string> = new Map([
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
  readonly #keep: KeepPart | null;
  #packets = 0;
  #format: FormatDecoder | null = null;

  /** @param keep gets what is no packet, which is dropped else; packets keep their records then. */
  constructor(keep: KeepPart | null = null) {
    this.#keep = keep;
  }

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
    try {
      this.#format ??= formatOf(this.#queue, this.#keep);
      const packet = this.#format?.next(this.#queue) ?? null;
      this.#packets += packet === null ? 0 : 1;
      return packet;
    } catch (error) {
      throw error instanceof CaptureError ? error.after(this.#packets) : error;
    }
  }

  /** The kept record of `packet`, for only the first `caplen` of its bytes. */
  recordOf(packet: CapturedPacket, caplen: number): Uint8Array {
    invariant(this.#format !== null, 'packets come from a file of a known format');
    return this.#format.recordOf(packet, caplen);
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
        this.#packets,
      );
    }
    return this.#format.header;
  }
}

/** Tells the format by the first bytes; `null` until enough of them are here. */
function formatOf(queue: ByteQueue, keep: KeepPart | null): FormatDecoder | null {
  if (!queue.has(MAGIC_BYTES)) {
    return null;
  }
  if (queue.u32(0, true) === MAGIC.sectionHeader) {
    return new PcapngDecoder(keep);
  }
  const kind = pcapKind(queue);
  if (kind === null) {
    return refuseFormat(queue);
  }
  return queue.has(PCAP_HEADER_BYTES) ? new PcapDecoder(queue, kind, keep) : null;
}

function refuseFormat(queue: ByteQueue): never {
  const compression = compressionOf(queue.bytes(0, MAGIC_BYTES));
  if (compression !== null) {
    const { name, program } = compression;
    refuse(
      queue,
      'CAPTURE_FORMAT',
      `${name}-compressed data, not a capture; decompress it first: ${program} -dc FILE | bpfopt run -r - …`,
    );
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
