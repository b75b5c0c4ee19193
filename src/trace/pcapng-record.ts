import type { CapturedPacket } from './capture.ts';
import { BLOCK, BLOCK_FRAME_BYTES, ENHANCED_PACKET } from './pcapng-block.ts';

/** Where a section header keeps the length of its section, a u64. */
const SECTION_LENGTH = 16;

/** A section header block without the section's length, which changes with its packets. */
export function openEnded(block: Uint8Array): Uint8Array {
  return Uint8Array.from(block).fill(0xff, SECTION_LENGTH, SECTION_LENGTH + 8);
}

/**
 * The block of `packet`, for only the first `caplen` of its bytes, its options kept. A simple packet
 * block that has to be cut becomes an enhanced one, at time 0, which is how it is read.
 */
export function shortenedRecord(packet: CapturedPacket, caplen: number): Uint8Array {
  const { record = new Uint8Array(0), bytes, wirelen } = packet;
  if (caplen >= bytes.length) {
    return record;
  }
  // A block's type is less than 256, so its first byte is not 0 where that is the low one.
  const little = record[0] !== 0;
  const isSimple = record[little ? 0 : 3] === BLOCK.simplePacket;
  const { data } = ENHANCED_PACKET;
  const options = isSimple
    ? new Uint8Array(0)
    : record.subarray(data + padded(bytes.length), record.length - 4);
  const length = BLOCK_FRAME_BYTES + 20 + padded(caplen) + options.length;
  const shorter = new Uint8Array(length);
  const view = new DataView(shorter.buffer);
  if (isSimple) {
    view.setUint32(0, BLOCK.enhancedPacket, little);
  } else {
    shorter.set(record.subarray(0, data));
  }
  view.setUint32(4, length, little);
  view.setUint32(20, caplen, little);
  view.setUint32(24, wirelen, little);
  shorter.set(bytes.subarray(0, caplen), data);
  shorter.set(options, data + padded(caplen));
  view.setUint32(length - 4, length, little);
  return shorter;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;
