import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { AncillaryInput } from '../../ir/inputs.ts';
import type { SmtQuery } from '../smt/smt-lib.ts';
import type { SmtModel } from '../solver/solver.ts';

/** The longest packet that is made from an answer of a solver, in bytes. */
export const LONGEST_PACKET: number = 1 << 20;

/** What a solver's answer says about the packet, and about the bytes that would follow it. */
export interface ModelPacket {
  readonly packet: InterpretedPacket;
  /** The bytes that loads past the end of the packet read, by their addresses. */
  readonly beyond: ReadonlyMap<number, number>;
}

/** The packet of an answer; `null` where it is longer than {@link LONGEST_PACKET}. */
export function packetOf({ symbols, loads }: SmtQuery, model: SmtModel): ModelPacket | null {
  const wordOf = (name: string): number => Number(model.get(name) ?? 0n);
  const caplen = wordOf('caplen');
  if (caplen > LONGEST_PACKET) {
    return null;
  }
  const bytes = new Uint8Array(caplen);
  const beyond = new Map<number, number>();
  for (const { address, bytes: names } of loads) {
    const start = wordOf(address);
    for (const [index, name] of names.entries()) {
      if (start + index < caplen) {
        bytes[start + index] = wordOf(name);
      } else {
        beyond.set(start + index, wordOf(name));
      }
    }
  }
  const ancillary = Object.fromEntries(
    symbols.filter(isAncillary).map((name) => [name, wordOf(name)]),
  );
  const packet = { bytes, wirelen: wordOf('wirelen') };
  return {
    packet: Object.keys(ancillary).length === 0 ? packet : { ...packet, ancillary },
    beyond,
  };
}

const isAncillary = (name: string): name is AncillaryInput => name.startsWith('aux.');
