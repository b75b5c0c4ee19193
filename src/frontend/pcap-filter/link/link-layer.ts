import type { FrameOffsets, PacketTest, Place, Word } from '../meaning/packet-test.ts';

/** What the filter language needs to know of one kind of link-layer header. */
export interface LinkLayer {
  /** The DLT name, for messages. */
  readonly name: string;
  /** Where Ethernet addresses are, in bytes from the start of the header; `null` for nowhere. */
  readonly addresses: { readonly destination: number; readonly source: number } | null;
  /** The word that holds the class of a packet, as Linux numbers it; `null` for none. */
  packetClass(at: FrameOffsets): Word | null;
  /** The word that holds the index of the packet's interface; `null` for none. */
  interfaceIndex(at: FrameOffsets): Word | null;
  /** Where the parts of a frame are that starts at `start`. */
  offsets(start: Place): FrameOffsets;
  /**
   * Tests whether the payload is of `protocol`: an EtherType, or up to 255 an IEEE 802.2 SAP.
   * `null` where the header can't say.
   */
  carries(protocol: number, at: FrameOffsets): PacketTest | null;
}

/** A link-layer header at a place of the packet: what primitives are about. */
export interface Frame {
  readonly layer: LinkLayer;
  readonly offsets: FrameOffsets;
}
