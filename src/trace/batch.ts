import type { Packet } from './packet.ts';

/**
 * Many packets in one buffer, laid out for engines that take a whole batch in one call.
 *
 * Packet `i` is `bytes[offsets[i] .. offsets[i] + caplens[i])`, with wire length `wirelens[i]`.
 */
export interface PacketBatch {
  /** The number of packets. */
  readonly count: number;
  /** The captured bytes of all packets, back to back in order. */
  readonly bytes: Uint8Array;
  /** The byte offset of each packet in `bytes`. */
  readonly offsets: Uint32Array;
  /** The captured length of each packet in bytes. */
  readonly caplens: Uint32Array;
  /** The length on the wire of each packet in bytes. */
  readonly wirelens: Uint32Array;
}

/** Copies `packets` into one batch, in order. */
export function batchOf(packets: readonly Packet[]): PacketBatch {
  const total = packets.reduce((sum, packet) => sum + packet.bytes.length, 0);
  const batch = {
    count: packets.length,
    bytes: new Uint8Array(total),
    offsets: new Uint32Array(packets.length),
    caplens: new Uint32Array(packets.length),
    wirelens: new Uint32Array(packets.length),
  };
  let offset = 0;
  for (const [index, packet] of packets.entries()) {
    batch.bytes.set(packet.bytes, offset);
    batch.offsets[index] = offset;
    batch.caplens[index] = packet.bytes.length;
    batch.wirelens[index] = packet.wirelen;
    offset += packet.bytes.length;
  }
  return batch;
}

/** The packets of `batch`, in order. They share its bytes. */
export function packetsOf({ count, bytes, offsets, caplens, wirelens }: PacketBatch): Packet[] {
  return Array.from({ length: count }, (_, index) => {
    const start = offsets[index] ?? 0;
    return {
      bytes: bytes.subarray(start, start + (caplens[index] ?? 0)),
      wirelen: wirelens[index] ?? 0,
    };
  });
}
