import type { InterpretedPacket } from '../../../interpret/packet.ts';
import type { InputName } from '../../../ir/inputs.ts';
import type { LoadInstr } from '../../../ir/ir.ts';
import { MAX_U32 } from '../../../support/u32.ts';

/** A change to a packet. */
export type Plant =
  /** The bytes that a load reads become `value`. */
  | {
      readonly kind: 'bytes';
      readonly at: number;
      readonly load: LoadInstr;
      readonly value: bigint;
    }
  /** A word beside the packet's bytes becomes `value`, a u32. */
  | { readonly kind: 'input'; readonly input: InputName; readonly value: number };

/** No packet is made longer than this, in bytes. */
export const LONGEST_PACKET = 9_216;

/** `packet` with the change made; `null` where no packet has it. The packet itself stays. */
export function planted(packet: InterpretedPacket, plant: Plant): InterpretedPacket | null {
  return plant.kind === 'bytes' ? withBytes(packet, plant) : withInput(packet, plant);
}

/** The first `length` bytes of `packet`, zeros behind them where it is shorter; its lengths follow. */
export function resized(packet: InterpretedPacket, length: number): InterpretedPacket | null {
  if (length > LONGEST_PACKET) {
    return null;
  }
  const bytes = new Uint8Array(length);
  bytes.set(packet.bytes.subarray(0, length));
  const wirelen = Math.min(
    Math.max(length, packet.wirelen + length - packet.bytes.length),
    MAX_U32,
  );
  return { ...packet, bytes, wirelen };
}

function withBytes(
  packet: InterpretedPacket,
  { at, load: { width, order }, value }: Extract<Plant, { kind: 'bytes' }>,
): InterpretedPacket | null {
  const end = at + width;
  const grown = packet.bytes.length < end ? resized(packet, end) : packet;
  if (grown === null) {
    return null;
  }
  const bytes = grown.bytes.slice();
  let rest = value;
  for (let index = 0; index < width; index += 1) {
    bytes[order === 'network' ? end - 1 - index : at + index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return { ...grown, bytes };
}

function withInput(
  packet: InterpretedPacket,
  { input, value }: Extract<Plant, { kind: 'input' }>,
): InterpretedPacket | null {
  switch (input) {
    case 'caplen':
      return resized(packet, value);
    case 'wirelen': {
      // No packet has captured bytes that were not on the wire
      const bytes = packet.bytes.subarray(0, value);
      return { ...packet, bytes, wirelen: value };
    }
    default:
      return { ...packet, ancillary: { ...packet.ancillary, [input]: value } };
  }
}
