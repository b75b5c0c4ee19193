import type { AncillaryInput, InputName, KernelFact } from '../ir/inputs.ts';
import type { LoadInstr, LoadWidth } from '../ir/ir.ts';
import type { Scalar } from '../ir/ops.ts';
import { InvariantError } from '../support/invariant.ts';

/** What a filter sees of one packet (or record). */
export interface InterpretedPacket {
  /** The captured bytes; their number is `caplen`. */
  readonly bytes: Uint8Array;
  /** The length on the wire in bytes, a u32; at least `caplen`. */
  readonly wirelen: number;
  /** The Linux ancillary words, each a u32; those that are absent read as 0. */
  readonly ancillary?: Readonly<Partial<Record<AncillaryInput | KernelFact, number>>>;
  /** The LINKTYPE_ number, where it is known; no filter sees it. */
  readonly linktype?: number;
}

/** The value of one input of the filter, a u32. */
export function readInput(packet: InterpretedPacket, input: InputName): number {
  switch (input) {
    case 'wirelen':
      return packet.wirelen;
    case 'caplen':
      return packet.bytes.length;
    default:
      return packet.ancillary?.[input] ?? 0;
  }
}

/**
 * What `load` yields at byte `address`, or `null` where it rejects the packet.
 *
 * @throws {@link InvariantError} where the load is unchecked and the packet too short, so that
 * machine code would read past the packet.
 */
export function readPacket(bytes: Uint8Array, load: LoadInstr, address: number): Scalar | null {
  const { width, order, checked } = load;
  if (address + width > bytes.length) {
    if (!checked) {
      throw new InvariantError(
        `v${load.id} loads ${width} bytes at ${address} unchecked, and caplen is ${bytes.length}`,
      );
    }
    return null;
  }
  if (width < 8) {
    return readWord(bytes, address, width, order);
  }
  const first = BigInt(readWord(bytes, address, 4, order));
  const second = BigInt(readWord(bytes, address + 4, 4, order));
  return order === 'network' ? (first << 32n) | second : (second << 32n) | first;
}

/** `width` bytes at `address`, which are there, as a u32. */
export function readWord(
  bytes: Uint8Array,
  address: number,
  width: LoadWidth,
  order: LoadInstr['order'],
): number {
  const [first, step] = order === 'network' ? [address, 1] : [address + width - 1, -1];
  let word = 0;
  for (let index = 0; index < width; index += 1) {
    word = word * 256 + (bytes[first + index * step] ?? 0);
  }
  return word;
}
