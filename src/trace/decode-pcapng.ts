import type { ByteQueue } from './byte-queue.ts';
import {
  type CapturedPacket,
  CaptureError,
  type CaptureHeader,
  MAGIC,
  MAX_RECORD_BYTES,
} from './capture.ts';
import { type FormatDecoder, type KeepPart, refuse } from './format-decoder.ts';
import {
  BLOCK,
  BLOCK_FRAME_BYTES,
  BLOCK_NOT_TO_BE_COPIED,
  ENHANCED_PACKET,
  isRead,
  OBSOLETE_PACKET,
  type PacketLayout,
  SECTION_HEADER_BYTES,
  SECTION_START_BYTES,
  SIMPLE_PACKET_DATA,
  SIMPLE_PACKET_LEAST,
  sectionIsLittleEndian,
} from './pcapng-block.ts';
import { type CaptureInterface, readInterface, timestampOf } from './pcapng-interface.ts';
import { openEnded, shortenedRecord } from './pcapng-record.ts';

/** The header of a file that has named no interface yet. */
const NO_INTERFACE: CaptureHeader = {
  format: 'pcapng',
  byteOrder: 'little',
  timestampUnit: 'microseconds',
  snaplen: 0,
  linktype: null,
};

/**
 * Decodes the packets of a pcapng file: enhanced, simple and obsolete packet blocks of any number
 * of sections, each in its own byte order and with its own interfaces. Other blocks are kept on
 * demand, and skipped else.
 *
 *     +------+--------+---------------+--------+
 *     | type | length | body, padded  | length |   every block; type and lengths are u32
 *     +------+--------+---------------+--------+
 *
 * Source: Tuexen et al., "PCAP Now Generic (pcapng) Capture File Format",
 * draft-ietf-opsawg-pcapng.
 */
export class PcapngDecoder implements FormatDecoder {
  readonly #keep: KeepPart | null;
  #header: CaptureHeader | null = null;
  #little = true;
  #interfaces: CaptureInterface[] = [];
  /** The block that is being skipped, until its closing length has been seen. */
  #skipped: { readonly offset: number; readonly length: number } | null = null;

  constructor(keep: KeepPart | null) {
    this.#keep = keep;
  }

  get header(): CaptureHeader {
    return this.#header ?? NO_INTERFACE;
  }

  get headerIsComplete(): boolean {
    return this.header.linktype !== null;
  }

  get recordOffset(): number | null {
    return this.#skipped?.offset ?? null;
  }

  next(queue: ByteQueue): CapturedPacket | null {
    while (this.#finishSkipping(queue)) {
      const length = this.#blockLength(queue);
      if (length === null) {
        return null;
      }
      const type = queue.u32(0, this.#little);
      if (this.#isSkipped(type)) {
        this.#skipped = { offset: queue.offset, length };
        queue.skip(length - 4);
        continue;
      }
      if (length > MAX_RECORD_BYTES) {
        refuse(queue, 'CAPTURE_CORRUPT', `a block of ${length} bytes is not believed`);
      }
      if (!queue.has(length)) {
        return null;
      }
      const packet = this.#wholeBlock(type, queue, length);
      queue.skip(length);
      if (packet !== null) {
        return packet;
      }
    }
    return null;
  }

  #isSkipped(type: number): boolean {
    return !isRead(type) && (this.#keep === null || type === BLOCK_NOT_TO_BE_COPIED);
  }

  /** Takes in the block at the front. Yields its packet; where it holds none, the block is kept. */
  #wholeBlock(type: number, queue: ByteQueue, length: number): CapturedPacket | null {
    this.#checkClosing(queue, length - 4, length, queue.offset);
    const packet = isRead(type) ? this.#block(type, queue, length) : null;
    if (packet === null && this.#keep !== null) {
      const bytes = queue.bytes(0, length);
      this.#keep(type === MAGIC.sectionHeader ? openEnded(bytes) : bytes);
    }
    return packet;
  }

  recordOf(packet: CapturedPacket, caplen: number): Uint8Array {
    return shortenedRecord(packet, caplen);
  }

  /** The length of the block at the front in bytes; `null` until enough of it is here. */
  #blockLength(queue: ByteQueue): number | null {
    if (!queue.has(8)) {
      return null;
    }
    if (queue.u32(0, true) === MAGIC.sectionHeader) {
      if (!queue.has(SECTION_START_BYTES)) {
        return null;
      }
      this.#little = sectionIsLittleEndian(queue);
    }
    const length = queue.u32(4, this.#little);
    if (length < BLOCK_FRAME_BYTES || length % 4 !== 0) {
      refuse(queue, 'CAPTURE_CORRUPT', `a block can't be ${length} bytes long`);
    }
    return length;
  }

  /** Whether no block is being skipped any more. */
  #finishSkipping(queue: ByteQueue): boolean {
    if (this.#skipped === null) {
      return true;
    }
    if (queue.owesBytes || !queue.has(4)) {
      return false;
    }
    this.#checkClosing(queue, 0, this.#skipped.length, this.#skipped.offset);
    queue.skip(4);
    this.#skipped = null;
    return true;
  }

  #checkClosing(queue: ByteQueue, index: number, length: number, offset: number): void {
    const closing = queue.u32(index, this.#little);
    if (closing !== length) {
      throw new CaptureError(
        'CAPTURE_CORRUPT',
        offset,
        `a block opens with length ${length} but closes with ${closing}`,
      );
    }
  }

  /** Takes in one whole block. Yields its packet, or `null` where it holds none. */
  #block(type: number, queue: ByteQueue, length: number): CapturedPacket | null {
    switch (type) {
      case BLOCK.interface:
        this.#addInterface(queue, length);
        return null;
      case BLOCK.enhancedPacket:
        return this.#packet(ENHANCED_PACKET, queue, length);
      case BLOCK.packet:
        return this.#packet(OBSOLETE_PACKET, queue, length);
      case BLOCK.simplePacket:
        return this.#simplePacket(queue, length);
      default:
        this.#startSection(queue, length);
        return null;
    }
  }

  #startSection(queue: ByteQueue, length: number): void {
    if (length < SECTION_HEADER_BYTES) {
      refuse(queue, 'CAPTURE_CORRUPT', `a section header can't be ${length} bytes long`);
    }
    const major = queue.u16(12, this.#little);
    const minor = queue.u16(14, this.#little);
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      refuse(queue, 'CAPTURE_UNSUPPORTED', `pcapng version ${major}.${minor} is not read`);
    }
    this.#interfaces = [];
    this.#header ??= { ...NO_INTERFACE, byteOrder: this.#little ? 'little' : 'big' };
  }

  #addInterface(queue: ByteQueue, length: number): void {
    const added = readInterface(queue, length, {
      little: this.#little,
      id: this.#interfaces.length,
    });
    this.#interfaces.push(added);
    if (!this.headerIsComplete) {
      this.#header = {
        ...this.header,
        timestampUnit: added.scale.finerThanMicroseconds ? 'nanoseconds' : 'microseconds',
        snaplen: added.snaplen,
        linktype: added.linktype,
      };
    }
  }

  #packet(layout: PacketLayout, queue: ByteQueue, length: number): CapturedPacket {
    if (length < layout.least) {
      refuse(queue, 'CAPTURE_CORRUPT', `a packet block can't be ${length} bytes long`);
    }
    const from = this.#interface(layout.interfaceId(queue, this.#little), queue);
    const caplen = queue.u32(20, this.#little);
    if (caplen > length - layout.least) {
      const where = from.name === null ? '' : ` (${from.name})`;
      refuse(
        queue,
        'CAPTURE_CORRUPT',
        `${caplen} captured bytes of interface ${from.id}${where} don't fit a block of ${length}`,
      );
    }
    return {
      bytes: queue.bytes(layout.data, layout.data + caplen),
      wirelen: queue.u32(24, this.#little),
      timestamp: timestampOf(queue.u32(12, this.#little), queue.u32(16, this.#little), from.scale),
      linktype: from.linktype,
      fileOffset: queue.offset,
      interface: from,
      record: this.#keep === null ? undefined : queue.bytes(0, length),
    };
  }

  /** A simple packet is the first interface's, and is cut at that interface's snaplen. */
  #simplePacket(queue: ByteQueue, length: number): CapturedPacket {
    if (length < SIMPLE_PACKET_LEAST) {
      refuse(queue, 'CAPTURE_CORRUPT', `a packet block can't be ${length} bytes long`);
    }
    const from = this.#interface(0, queue);
    const wirelen = queue.u32(8, this.#little);
    const limit = from.snaplen === 0 ? wirelen : Math.min(wirelen, from.snaplen);
    const caplen = Math.min(limit, length - SIMPLE_PACKET_LEAST);
    return {
      bytes: queue.bytes(SIMPLE_PACKET_DATA, SIMPLE_PACKET_DATA + caplen),
      wirelen,
      timestamp: 0n,
      linktype: from.linktype,
      fileOffset: queue.offset,
      interface: from,
      record: this.#keep === null ? undefined : queue.bytes(0, length),
    };
  }

  #interface(id: number, queue: ByteQueue): CaptureInterface {
    const found = this.#interfaces[id];
    if (found === undefined) {
      return refuse(
        queue,
        'CAPTURE_CORRUPT',
        `a packet names interface ${id}, but the section has ${this.#interfaces.length} so far`,
      );
    }
    return found;
  }
}
