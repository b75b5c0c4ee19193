import type { Random } from '../../support/random.ts';

/** Where an IP header begins in an untagged frame. */
const NETWORK_OFFSET = 14;

/** Ways to spoil a frame; each gets a copy. */
const MISHAPS: readonly ((random: Random, frame: Uint8Array) => Uint8Array)[] = [
  // Ends anywhere, as on a bad link.
  (random, frame) => frame.subarray(0, random.below(frame.length + 1)),
  // Ends inside the first headers, where loads are.
  (random, frame) => frame.subarray(0, Math.min(frame.length, random.between(0, 60))),
  // An IPv4 header length from 0 to 60 bytes, or an IPv6 version nibble that is none.
  (random, frame) => withByte(frame, NETWORK_OFFSET, 0x40 | random.below(16)),
  (random, frame) => withByte(frame, NETWORK_OFFSET, random.below(256)),
  // Lengths that lie.
  (random, frame) => withByte(frame, NETWORK_OFFSET + 2, random.below(256)),
  // A fragment offset and flags of any kind.
  (random, frame) => withByte(frame, NETWORK_OFFSET + 6, random.below(256)),
  // Another protocol than the payload's.
  (random, frame) => withByte(frame, NETWORK_OFFSET + 9, random.below(256)),
  // A flipped bit anywhere.
  (random, frame) => {
    const at = random.below(Math.max(1, frame.length));
    return withByte(frame, at, (frame[at] ?? 0) ^ (1 << random.below(8)));
  },
  // Another EtherType, or a length.
  (random, frame) => withByte(withByte(frame, 12, random.below(256)), 13, random.below(256)),
  (random) => random.bytes(random.below(120)),
];

/** Spoils `frame` in one of the ways that cables, tools and attackers do. */
export function malform(random: Random, frame: Uint8Array): Uint8Array {
  return random.pick(MISHAPS)(random, frame.slice());
}

/** Sets one byte, if the frame is long enough. */
function withByte(frame: Uint8Array, at: number, value: number): Uint8Array {
  if (at < frame.length) {
    frame[at] = value;
  }
  return frame;
}
