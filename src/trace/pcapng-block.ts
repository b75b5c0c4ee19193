import type { ByteQueue } from './byte-queue.ts';
import { MAGIC } from './capture.ts';
import { refuse } from './format-decoder.ts';

/** The types of the blocks that are read, besides the section header. */
export const BLOCK = {
  interface: 1,
  /** The obsolete Packet Block. */
  packet: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;

/** A custom block whose writer asks that it be left out wherever a file is changed. */
export const BLOCK_NOT_TO_BE_COPIED = 0x4000_0bad;

/** Type, length, and the length again at the end. */
export const BLOCK_FRAME_BYTES = 12;
/** Up to and including the mark of byte order, which says how to read the length. */
export const SECTION_START_BYTES = 12;
/** The fields of a section header block, without options. */
export const SECTION_HEADER_BYTES = 28;

/** Where a kind of packet block keeps its fields, as byte offsets in the block. */
export interface PacketLayout {
  /** Bytes of the fixed fields and the frame. */
  readonly least: number;
  readonly interfaceId: (queue: ByteQueue, little: boolean) => number;
  readonly data: number;
}

export const ENHANCED_PACKET: PacketLayout = {
  least: 32,
  interfaceId: (queue, little) => queue.u32(8, little),
  data: 28,
};

export const OBSOLETE_PACKET: PacketLayout = {
  ...ENHANCED_PACKET,
  interfaceId: (q, l) => q.u16(8, l),
};

/** A simple packet block holds only the wire length and the bytes. */
export const SIMPLE_PACKET_LEAST = 16;
export const SIMPLE_PACKET_DATA = 12;

/** Whether blocks of `type` are read; all others are kept as they are, or skipped. */
export function isRead(type: number): boolean {
  return (
    type === MAGIC.sectionHeader ||
    type === BLOCK.interface ||
    type === BLOCK.packet ||
    type === BLOCK.simplePacket ||
    type === BLOCK.enhancedPacket
  );
}

/** The byte order of the section header block at the front of `queue`. */
export function sectionIsLittleEndian(queue: ByteQueue): boolean {
  if (queue.u32(8, true) === MAGIC.byteOrder) {
    return true;
  }
  if (queue.u32(8, false) !== MAGIC.byteOrder) {
    refuse(queue, 'CAPTURE_CORRUPT', 'a section header has no mark of byte order');
  }
  return false;
}
