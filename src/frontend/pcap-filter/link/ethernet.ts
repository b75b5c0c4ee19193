import { all, any, not } from '../../control-flow/condition.ts';
import {
  behind,
  byteAt,
  compare,
  equals,
  type FrameOffsets,
  load,
  type PacketTest,
} from '../meaning/packet-test.ts';
import {
  CARRIER_ETHERTYPE,
  ETHERTYPE,
  LLC_SAP,
  MAX_ETHERNET_LENGTH,
} from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import { IPX_CHECKSUM, isSnap, LLC_HEADER_LENGTH, SNAP_OUI } from './ieee-802-2.ts';
import type { LinkAddresses, LinkLayer, LlcHeader } from './link-layer.ts';

const ETHERNET_ADDRESSES: LinkAddresses = { kind: 'mac', destination: 0, source: 6 };

/** The IEEE 802.2 header of a frame with a length, but for IPX without one. */
const LLC: LlcHeader = {
  start: ({ payload }) => payload,
  isPresent: (at) => all(hasLength(at), not(equals(load(2, at.payload), IPX_CHECKSUM))),
};

/** What stands behind the addresses, and a switch's tag where there is one. */
const ABOVE_ETHERNET: Pick<LinkLayer, 'carries' | 'mpls' | 'isoPacket'> = {
  carries: carriesOnEthernet,
  mpls: (at) => hasEtherType(at, CARRIER_ETHERTYPE.mpls),
  isoPacket: ({ payload }) => behind(payload, LLC_HEADER_LENGTH),
};

/**
 * Ethernet: destination and source address, then a length (up to 1500, with an IEEE 802.2 header
 * after it) or an EtherType. Source: IEEE 802.3, 3.2.6; RFC 1042.
 */
export const ETHERNET: LinkLayer = defineLayer({
  name: 'EN10MB',
  addresses: ETHERNET_ADDRESSES,
  type: 12,
  payload: 14,
  vlan: true,
  llc: LLC,
  ...ABOVE_ETHERNET,
});

/** How many bytes stand before the addresses of each kind of frame. */
const LEADING_BYTES = { NETANALYZER: 4, NETANALYZER_TRANSPARENT: 12 } as const;

/** Ethernet behind what Hilscher's netANALYZER tells of it. Source: the tcpdump.org link-layer types. */
export const NETANALYZER: readonly LinkLayer[] = Object.entries(LEADING_BYTES).map(
  ([name, bytes]) =>
    defineLayer({
      name,
      addresses: ETHERNET_ADDRESSES,
      offsets: (start) => ETHERNET.offsets(behind(start, bytes)),
      vlan: true,
      ...ABOVE_ETHERNET,
    }),
);

/** What a switch's tag tells of the direction: the value of some bits of its first byte. */
type SwitchTag = Readonly<
  Record<'inbound' | 'outbound', { readonly mask: number; readonly value: number }>
>;

/**
 * The tags that switches put behind the addresses, four bytes each. Of a host's port the packets to
 * it are inbound.
 *
 * - `DSA_TAG_BRCM`: the opcode, 0 from the switch, 1 to it. Source: Linux, net/dsa/tag_brcm.c.
 * - `DSA_TAG_DSA`: the mode, 0 `TO_CPU`, 1 `FROM_CPU`, 2 `TO_SNIFFER`, 3 `FORWARD`. Source: Linux,
 *   net/dsa/tag_dsa.c. What leads to the host has the lower bit clear, as in libpcap since 1.11.
 */
const SWITCH_TAGS: Readonly<Record<string, SwitchTag>> = {
  DSA_TAG_BRCM: {
    inbound: { mask: 0xe0, value: 0x00 },
    outbound: { mask: 0xe0, value: 0x20 },
  },
  DSA_TAG_DSA: {
    inbound: { mask: 0x40, value: 0x00 },
    outbound: { mask: 0xc0, value: 0x40 },
  },
};

/** Where a switch's tag is, in bytes from the start of the header. */
const TAG = 12;

/** Ethernet with the tag of a switch. */
export const SWITCH_TAGGED: readonly LinkLayer[] = Object.entries(SWITCH_TAGS).map(([name, tag]) =>
  defineLayer({
    name,
    addresses: ETHERNET_ADDRESSES,
    type: 16,
    payload: 18,
    vlan: true,
    llc: LLC,
    ...ABOVE_ETHERNET,
    crossed: (direction, { header }) =>
      equals(byteAt(behind(header, TAG), tag[direction].mask), tag[direction].value),
  }),
);

function carriesOnEthernet(protocol: number, at: FrameOffsets): PacketTest {
  switch (protocol) {
    case LLC_SAP.iso:
    case LLC_SAP.ip:
    case LLC_SAP.netbeui:
      return all(hasLength(at), equals(load(2, at.payload), (protocol << 8) | protocol));
    case LLC_SAP.ipx:
      return carriesIpx(at);
    case ETHERTYPE.atalk:
      return any(
        hasEtherType(at, protocol),
        all(hasLength(at), isSnap(at.payload, SNAP_OUI.apple, protocol)),
      );
    case ETHERTYPE.aarp:
      return any(
        hasEtherType(at, protocol),
        all(hasLength(at), isSnap(at.payload, SNAP_OUI.ethernet, protocol)),
      );
    default:
      return protocol <= MAX_ETHERNET_LENGTH
        ? all(hasLength(at), equals(byteAt(behind(at.linkType, 2)), protocol))
        : hasEtherType(at, protocol);
  }
}

/** IPX comes in four encapsulations. */
function carriesIpx(at: FrameOffsets): PacketTest {
  return any(
    hasEtherType(at, ETHERTYPE.ipx),
    all(
      hasLength(at),
      any(
        isSnap(at.payload, SNAP_OUI.ethernet, ETHERTYPE.ipx),
        equals(byteAt(at.payload), LLC_SAP.ipx),
        equals(load(2, at.payload), IPX_CHECKSUM),
      ),
    ),
  );
}

function hasEtherType(at: FrameOffsets, etherType: number): PacketTest {
  return equals(load(2, at.linkType), etherType);
}

/** The field after the addresses is a length, so an IEEE 802.2 header follows. */
function hasLength(at: FrameOffsets): PacketTest {
  return not(compare('ugt', load(2, at.linkType), MAX_ETHERNET_LENGTH));
}
