import type { InterpretedPacket } from '../../interpret/packet.ts';

/** Packets that say less than `packet`: without what lies beside it, shorter, with more zeros. */
export function* smallerPackets(packet: InterpretedPacket): Iterable<InterpretedPacket> {
  const { bytes, wirelen, ancillary } = packet;
  if (ancillary !== undefined) {
    yield { bytes, wirelen };
    for (const name of Object.keys(ancillary)) {
      const rest = Object.entries(ancillary).filter(([other]) => other !== name);
      yield { ...packet, ancillary: Object.fromEntries(rest) };
    }
  }
  if (wirelen !== bytes.length) {
    yield { ...packet, wirelen: bytes.length };
  }
  yield* shorter(packet);
  yield* zeroed(packet);
}

/** Half, three quarters, … and all but one of the bytes. */
function* shorter(packet: InterpretedPacket): Iterable<InterpretedPacket> {
  const { length } = packet.bytes;
  for (let removed = Math.ceil(length / 2); removed >= 1; removed = half(removed)) {
    yield {
      ...packet,
      bytes: packet.bytes.slice(0, length - removed),
      wirelen: Math.max(0, packet.wirelen - removed),
    };
  }
}

/** Runs of bytes that are not all zero, the long ones first, made zero. */
function* zeroed(packet: InterpretedPacket): Iterable<InterpretedPacket> {
  const { bytes } = packet;
  for (let size = bytes.length; size >= 1; size = half(size)) {
    for (let start = 0; start < bytes.length; start += size) {
      if (bytes.subarray(start, start + size).some((byte) => byte !== 0)) {
        yield { ...packet, bytes: bytes.slice().fill(0, start, start + size) };
      }
    }
  }
}

const half = (size: number): number => (size === 1 ? 0 : Math.ceil(size / 2));
