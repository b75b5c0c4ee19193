import { ALWAYS, NEVER } from '../../control-flow/condition.ts';
import { byteAt, equals, type PacketTest, type Place } from '../meaning/packet-test.ts';
import { ETHERTYPE } from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';

/** The half of the first byte of an IP header that holds its version. RFC 791, 3.1; RFC 8200, 3. */
const VERSION_BITS = 0xf0;

/** Tests for IPv4 or IPv6 by the version in the byte at `header`. */
export function carriesByVersion(protocol: number, header: Place): PacketTest {
  switch (protocol) {
    case ETHERTYPE.ip:
      return isVersion(header, 4);
    case ETHERTYPE.ip6:
      return isVersion(header, 6);
    default:
      return NEVER;
  }
}

const isVersion = (header: Place, version: number): PacketTest =>
  equals(byteAt(header, VERSION_BITS), version << 4);

/** The packets that start with their IP header: of either version, or all of one. */
export const RAW_IP: readonly LinkLayer[] = [
  defineLayer({
    name: 'RAW',
    carries: (protocol, { payload }) => carriesByVersion(protocol, payload),
  }),
  defineLayer({
    name: 'IPV4',
    carries: (protocol) => (protocol === ETHERTYPE.ip ? ALWAYS : NEVER),
  }),
  defineLayer({
    name: 'IPV6',
    carries: (protocol) => (protocol === ETHERTYPE.ip6 ? ALWAYS : NEVER),
  }),
];
