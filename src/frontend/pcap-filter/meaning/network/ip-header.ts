import { all, any, not } from '../../../control-flow/condition.ts';
import {
  behind,
  byteAt,
  compare,
  equals,
  load,
  type PacketTest,
  type Place,
} from '../packet-test.ts';
import { IP_PROTOCOL } from '../protocol-numbers.ts';

/** Byte offsets in the IPv4 header. Source: RFC 791, 3.1. */
const IPV4 = { fragment: 6, protocol: 9, destination: 16 } as const;

/** The bits of the IPv4 flags word that say how far a fragment is from the packet's start. */
const FRAGMENT_OFFSET = 0x1fff;

/** Byte offsets in the IPv6 header. Source: RFC 8200, 3. */
const IPV6 = { nextHeader: 6, destination: 24 } as const;

/** The length of the IPv6 header in bytes, without extension headers. */
export const IPV6_HEADER_LENGTH = 40;

/** Tests the protocol field of the IPv4 header at `header`. */
export function isIpv4Protocol(header: Place, protocol: number): PacketTest {
  return equals(byteAt(ipv4Protocol(header)), protocol);
}

/** Where the protocol number of the IPv4 header at `header` is. */
export function ipv4Protocol(header: Place): Place {
  return behind(header, IPV4.protocol);
}

/** Tests whether the IPv4 header at `header` is followed by the start of its payload. */
export function isFirstFragment(header: Place): PacketTest {
  return not(compare('any-bit', load(2, behind(header, IPV4.fragment)), FRAGMENT_OFFSET));
}

/** Where the payload of the IPv4 header at `header` starts. */
export function ipv4Payload(header: Place): Place {
  return { base: { kind: 'ipv4-header-length', header }, offset: header.offset };
}

/** Where the destination address of the IPv4 header at `header` is. */
export function ipv4Destination(header: Place): Place {
  return behind(header, IPV4.destination);
}

/** Where the destination address of the IPv6 header at `header` is. */
export function ipv6Destination(header: Place): Place {
  return behind(header, IPV6.destination);
}

/** Tests the next header field of the IPv6 header at `header`, extension headers not followed. */
export function isIpv6NextHeader(header: Place, protocol: number): PacketTest {
  return equals(byteAt(ipv6NextHeader(header)), protocol);
}

/** Where the next header field of the IPv6 header at `header` is. */
export function ipv6NextHeader(header: Place): Place {
  return behind(header, IPV6.nextHeader);
}

/** As {@link isIpv6NextHeader}; also looks behind a fragment header, where that comes first. */
export function isIpv6Protocol(header: Place, protocol: number): PacketTest {
  return any(
    isIpv6NextHeader(header, protocol),
    all(
      isIpv6NextHeader(header, IP_PROTOCOL.fragment),
      equals(byteAt(behind(header, IPV6_HEADER_LENGTH)), protocol),
    ),
  );
}
