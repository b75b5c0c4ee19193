import {
  ALWAYS,
  byteAt,
  equals,
  NEVER,
  type PacketTest,
  type Place,
} from '../meaning/packet-test.ts';
import { ETHERTYPE } from '../meaning/protocol-numbers.ts';
import type { LinkLayer } from './link-layer.ts';

/** The half of the first byte of an IP header that holds its version. RFC 791, 3.1; RFC 8200, 3. */
const VERSION_BITS = 0xf0;

/** A packet that starts with its IP header; `test` tells which protocol that is. */
function rawIp(name: string, test: (protocol: number, header: Place) => PacketTest): LinkLayer {
  return {
    name,
    addresses: null,
    packetClass: () => null,
    interfaceIndex: () => null,
    offsets: (start) => ({ header: start, linkType: start, payload: start }),
    carries: (protocol, at) => test(protocol, at.payload),
  };
}

const isVersion = (header: Place, version: number): PacketTest =>
  equals(byteAt(header, VERSION_BITS), version << 4);

/** IPv4 or IPv6, by the version in the header. */
export const RAW: LinkLayer = rawIp('RAW', (protocol, header) => {
  switch (protocol) {
    case ETHERTYPE.ip:
      return isVersion(header, 4);
    case ETHERTYPE.ip6:
      return isVersion(header, 6);
    default:
      return NEVER;
  }
});

export const RAW_IPV4: LinkLayer = rawIp('IPV4', (protocol) =>
  protocol === ETHERTYPE.ip ? ALWAYS : NEVER,
);

export const RAW_IPV6: LinkLayer = rawIp('IPV6', (protocol) =>
  protocol === ETHERTYPE.ip6 ? ALWAYS : NEVER,
);
