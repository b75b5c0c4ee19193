import { type Content, ETHER_TYPE } from './link-layer.ts';
import { be16, be32, internetChecksum, octets, withU16 } from './octets.ts';

/** Numbers of IP protocols, u8s. Source: the IANA registry "Protocol Numbers". */
export const IP_PROTOCOL = {
  hopByHop: 0,
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  fragment: 44,
  gre: 47,
  esp: 50,
  ah: 51,
  icmp6: 58,
  destinationOptions: 60,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
} as const;

/** The two ends of a packet: 4 bytes each in IPv4, 16 in IPv6. */
export interface Addresses {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

/** What an IPv4 header says besides addresses, protocol and lengths; what is absent is ordinary. */
export interface Ipv4Fields {
  readonly identification?: number;
  readonly ttl?: number;
  readonly typeOfService?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** The place of a fragment in its datagram, in units of 8 bytes. */
  readonly fragmentOffset?: number;
  /** Header options; their number is a multiple of 4, at most 40. */
  readonly options?: Uint8Array;
}

/** An IPv4 packet with correct length and header checksum (RFC 791). */
export function ipv4(
  { source, destination }: Addresses,
  protocol: number,
  payload: Uint8Array,
  fields: Ipv4Fields = {},
): Uint8Array {
  const { options = new Uint8Array(0) } = fields;
  const words = 5 + options.length / 4;
  const flags = (fields.dontFragment ? 0x4000 : 0) | (fields.moreFragments ? 0x2000 : 0);
  const header = octets(
    0x40 | words,
    fields.typeOfService ?? 0,
    be16(words * 4 + payload.length),
    be16(fields.identification ?? 0),
    be16(flags | (fields.fragmentOffset ?? 0)),
    fields.ttl ?? 64,
    protocol,
    be16(0),
    source,
    destination,
    options,
  );
  return octets(withU16(header, 10, internetChecksum(header)), payload);
}

/** What an IPv6 header says besides addresses and length; what is absent is ordinary. */
export interface Ipv6Fields {
  readonly hopLimit?: number;
  readonly trafficClass?: number;
  /** 20 bits. */
  readonly flowLabel?: number;
}

/** An IPv6 packet (RFC 8200). */
export function ipv6(
  { source, destination }: Addresses,
  nextHeader: number,
  payload: Uint8Array,
  fields: Ipv6Fields = {},
): Uint8Array {
  const first = 0x6000_0000 | ((fields.trafficClass ?? 0) << 20) | (fields.flowLabel ?? 0);
  return octets(
    be32(first >>> 0),
    be16(payload.length),
    nextHeader,
    fields.hopLimit ?? 64,
    source,
    destination,
    payload,
  );
}

/** A hop-by-hop or destination options header of 8 bytes, all padding, before `payload`. */
export function ipv6Options(nextHeader: number, payload: Uint8Array): Uint8Array {
  return octets(nextHeader, 0, 1, 4, be32(0), payload);
}

/** An IPv6 fragment header before `payload`, of the fragment at `offset` in units of 8 bytes. */
export function ipv6Fragment(
  nextHeader: number,
  payload: Uint8Array,
  { identification, offset, more }: { identification: number; offset: number; more: boolean },
): Uint8Array {
  const place = (offset << 3) | (more ? 1 : 0);
  return octets(nextHeader, 0, be16(place), be32(identification), payload);
}

/** What the checksum of a transport protocol covers besides its own bytes (RFC 768, RFC 8200). */
export function pseudoHeader(
  { source, destination }: Addresses,
  protocol: number,
  length: number,
): Uint8Array {
  return source.length === 4
    ? octets(source, destination, 0, protocol, be16(length))
    : octets(source, destination, be32(length), 0, 0, 0, protocol);
}

/** The content of a frame that carries the IP packet `packet`, told by its version. */
export function ipContent(packet: Uint8Array): Content {
  const version = (packet[0] ?? 0) >>> 4;
  return { etherType: version === 6 ? ETHER_TYPE.ipv6 : ETHER_TYPE.ipv4, payload: packet };
}
