import type { FrameOffsets, PacketTest, Place, Word } from '../meaning/packet-test.ts';

/** What the filter language needs to know of one kind of link-layer header. */
export interface LinkLayer {
  /** The DLT name, for messages. */
  readonly name: string;
  /** The addresses in the header; `null` for none that filters can be about. */
  readonly addresses: LinkAddresses | null;
  /**
   * What a packet has to fulfil whatever the expression, the empty one excepted; absent where that
   * is nothing.
   */
  readonly gate?: PacketTest;
  /** The IEEE 802.2 header behind this one, where filters can be about it. */
  readonly llc?: LlcHeader;
  /** Whether the header says of IPv4 and IPv6 packets the same. */
  readonly ipVersionsAlike?: true;
  /** Whether all protocol numbers up to 1500 are SAPs, so that there are none from 256 on. */
  readonly sapsOnly?: true;
  /** What its numbers of protocols are called; absent for EtherTypes. */
  readonly protocolNumbers?: string;
  /** Whether tags of VLANs can stand before the field that says what the payload is. */
  readonly vlan?: true;
  /** Whether a header with facts about the radio comes first, which `radio[…]` indexes. */
  readonly radio?: true;
  /** The fields of OpenBSD's packet filter, where the header holds them. */
  readonly pf?: true;
  /** The fields of an ATM cell, where the header holds them. */
  readonly atm?: true;
  /** Where the fields of an SS7 signal unit are, for packets that are one. */
  readonly ss7?: Ss7Offsets;
  /** Where the parts of a frame are that starts at `start`. */
  offsets(start: Place): FrameOffsets;
  /**
   * Tests whether the payload is of `protocol`: an EtherType, or up to 255 an IEEE 802.2 SAP.
   * `null` where the header can't say.
   */
  carries(protocol: number, at: FrameOffsets): PacketTest | null;
  /** Tests whether the payload starts with an MPLS label; absent where none can. */
  mpls?(at: FrameOffsets): PacketTest;
  /**
   * Where an ISO packet starts, with the number of its protocol; `null` where the field that says
   * what the payload is holds that number, and it starts in the middle of the network-layer header.
   */
  isoPacket(at: FrameOffsets): Place | null;
  /** Tests in which direction the packet crossed the interface; `null` where that is not kept. */
  crossed(direction: 'inbound' | 'outbound', at: FrameOffsets): PacketTest | null;
  /** The word that holds the index of the packet's interface; `null` for none. */
  interfaceIndex(at: FrameOffsets): Word | null;
}

/** An IEEE 802.2 header. */
export interface LlcHeader {
  /** Where its first byte is, the DSAP. */
  start(at: FrameOffsets): Place;
  /** Tests whether the frame has one. */
  isPresent(at: FrameOffsets): PacketTest;
}

/** The addresses in a link-layer header. */
export type LinkAddresses =
  /** Ethernet's, at fixed places in bytes from the start of the header. */
  | {
      readonly kind: 'mac';
      readonly destination: number;
      readonly source: number;
    }
  /** Those of IEEE 802.11, up to four, whose meaning depends on the frame. */
  | { readonly kind: 'wlan' }
  /** Bytes, at fixed places as above. */
  | {
      readonly kind: 'byte';
      readonly destination: number;
      readonly source: number;
      readonly broadcast: number;
      /** Whether `multicast` means the broadcast address, as the only one of its kind. */
      readonly multicast: boolean;
    };

/** Where the fields of an SS7 signal unit are, in bytes from the start of the packet. */
export interface Ss7Offsets {
  /** The length indicator: a byte, and with the extended header two. ITU-T Q.703, 2.2 and annex A. */
  readonly lengthIndicator: number;
  readonly extendedLengthIndicator: number;
  /** The service information octet. */
  readonly service: number;
  /** The routing label. ITU-T Q.704, 2.2. */
  readonly label: number;
}
