import { any, NEVER } from '../../control-flow/condition.ts';
import {
  behind,
  byteAt,
  equals,
  load,
  type PacketTest,
  type Place,
} from '../meaning/packet-test.ts';
import { CARRIER_ETHERTYPE, ETHERTYPE, LLC_SAP } from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';
import { carriesByVersion } from './raw-ip.ts';

/** The value of Cisco's HDLC protocol field for the ISO protocols: both SAPs of IEEE 802.2. */
const HDLC_ISO = 0xfefe;

/** How many bytes stand before an ISO packet. Source: Cisco's HDLC, as captured. */
const HDLC_ISO_PADDING = 1;

/** Cisco HDLC: address, control, then an EtherType. Source: RFC 1547, 4.3.1; Cisco's own codes. */
const C_HDLC: LinkLayer = defineLayer({
  name: 'C_HDLC',
  protocolNumbers: 'HDLC protocol',
  type: 2,
  payload: 4,
  carries: (protocol, { linkType }) =>
    equals(load(2, linkType), protocol === LLC_SAP.iso ? HDLC_ISO : protocol),
  mpls: ({ linkType }) => equals(load(2, linkType), CARRIER_ETHERTYPE.mpls),
  isoPacket: ({ payload }) => behind(payload, HDLC_ISO_PADDING),
});

/**
 * The unnumbered-information control byte of a Frame Relay frame, then a network-layer protocol
 * identifier. Source: RFC 2427; ISO/IEC TR 9577.
 */
const FRAME_RELAY_PROTOCOLS: ReadonlyMap<number, readonly number[]> = new Map([
  [ETHERTYPE.ip, [0x03cc]],
  [ETHERTYPE.ip6, [0x038e]],
  /** CLNP, ES-IS and IS-IS. */
  [LLC_SAP.iso, [0x0381, 0x0382, 0x0383]],
]);

/** Frame Relay with an address of two bytes. libpcap does not say where its payload starts: at 0. */
const FRELAY: LinkLayer = defineLayer({
  name: 'FRELAY',
  type: 2,
  payload: 0,
  carries: (protocol, { linkType }) => isOneOf(linkType, FRAME_RELAY_PROTOCOLS.get(protocol) ?? []),
  isoPacket: () => null,
});

/** The first byte of a SLIP header of BSD: whether the packet came in or went out. */
const SLIP_DIRECTION = { inbound: 0, outbound: 1 } as const;

/**
 * SLIP as BSD writes it: direction, then 15 bytes of the compressed header. The version of IP is
 * read from the first byte of the packet, as in libpcap. Source: LINKTYPE_SLIP, tcpdump.org.
 */
const SLIP: LinkLayer = defineLayer({
  name: 'SLIP',
  payload: 16,
  carries: (protocol, { header }) => carriesByVersion(protocol, header),
  crossed: (direction, { header }) => equals(byteAt(header), SLIP_DIRECTION[direction]),
});

/** As {@link SLIP}, with 8 bytes more and without a direction. */
const SLIP_BSDOS: LinkLayer = defineLayer({
  name: 'SLIP_BSDOS',
  payload: 24,
  carries: (protocol, { header }) => carriesByVersion(protocol, header),
});

export const SERIAL_LINE: readonly LinkLayer[] = [C_HDLC, FRELAY, SLIP, SLIP_BSDOS];

function isOneOf(place: Place, values: readonly number[]): PacketTest {
  return values.length === 0 ? NEVER : any(...values.map((value) => equals(load(2, place), value)));
}
