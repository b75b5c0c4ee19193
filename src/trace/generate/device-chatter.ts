import { ETHER_TYPE, ethernet, llc } from './link-layer.ts';
import { toGroup } from './local-control.ts';
import { IP_PROTOCOL } from './network-layer.ts';
import { ascii, be16, be32, internetChecksum, octets, withU16 } from './octets.ts';
import { type Host, popular, type Site } from './site.ts';
import type { Conversation } from './tcp-session.ts';
import { icmp } from './transport-layer.ts';

/** Protocols between neighbouring routers: what one of them says, with its checksum. */
const ROUTER_MESSAGES = {
  /** A Hello of OSPF version 2 (RFC 2328). */
  ospf: ({ ipv4 }: Host): Uint8Array => {
    const header = octets(2, 1, be16(44), ipv4, be32(0), be32(0), be32(0), be32(0));
    const hello = octets(be32(0xffff_0000), be16(10), 2, 1, be32(40), ipv4, be32(0));
    return checksummed(octets(header, hello), 12);
  },
  /** A Hello of PIM version 2 with a hold time (RFC 7761). */
  pim: (): Uint8Array => checksummed(octets(0x20, 0, be16(0), be16(1), be16(2), be16(105)), 2),
  /** An advertisement of VRRP version 2 (RFC 3768). */
  vrrp: ({ ipv4 }: Host): Uint8Array =>
    checksummed(octets(0x21, 1, 100, 1, 0, 1, be16(0), ipv4, be32(0), be32(0)), 6),
};

/** `bytes` with the Internet checksum of all of them at `offset`, where they are zero. */
function checksummed(bytes: Uint8Array, offset: number): Uint8Array {
  return withU16(bytes, offset, internetChecksum(bytes));
}

/** What routers and group members say to their neighbours: IGMP, OSPF, PIM, VRRP. */
export function* routingChatter({ random, local, router }: Site): Conversation {
  const member = popular(random, local);
  const group = octets(239, 1, 2, 3);
  const messages: readonly (readonly [Host, Uint8Array, number, Uint8Array])[] = [
    [member, group, IP_PROTOCOL.igmp, icmp(0x16, 0, group)],
    [router, octets(224, 0, 0, 1), IP_PROTOCOL.igmp, icmp(0x11, 100, new Uint8Array(4))],
    [router, octets(224, 0, 0, 5), IP_PROTOCOL.ospf, ROUTER_MESSAGES.ospf(router)],
    [router, octets(224, 0, 0, 13), IP_PROTOCOL.pim, ROUTER_MESSAGES.pim()],
    [router, octets(224, 0, 0, 18), IP_PROTOCOL.vrrp, ROUTER_MESSAGES.vrrp(router)],
  ];
  const [from, to, protocol, payload] = random.pick(messages);
  yield toGroup(from, to, protocol, payload);
}

/** What bridges say: spanning tree, LLDP, CDP in SNAP, NetBIOS, and a loopback test. */
export function* bridgeChatter({ random, router }: Site): Conversation {
  const { mac } = router;
  const bridge = octets(0x80, 0, mac);
  const times = octets(be16(0), be16(0x1400), be16(0x0200), be16(0x0f00));
  const bpdu = octets(0, 0, 0, 0, 0, bridge, be32(0), bridge, be16(0x8001), times);
  const lldp = octets(0x02, 7, 4, mac, 0x04, 3, 5, ascii('10'), 0x06, 2, 0, 120, 0, 0);
  const names = octets(be16(1), be16(8), ascii('sw01'), be16(3), be16(8), ascii('Gi01'));
  const cdp = octets(0, 0, 0x0c, 0x20, 0, checksummed(octets(2, 180, 0, 0, names), 2));
  yield random.pick([
    ethernet(octets(0x01, 0x80, 0xc2, 0, 0, 0), mac, llc(0x42, 0x42, 3, bpdu)),
    ethernet(octets(0x01, 0x80, 0xc2, 0, 0, 0x0e), mac, {
      etherType: ETHER_TYPE.lldp,
      payload: lldp,
    }),
    ethernet(octets(0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc), mac, llc(0xaa, 0xaa, 3, cdp)),
    ethernet(octets(0x03, 0, 0, 0, 0, 1), mac, llc(0xf0, 0xf0, 3, random.bytes(30))),
    ethernet(mac, mac, { etherType: ETHER_TYPE.loopback, payload: octets(0, 0, 1, 0) }),
  ]);
}
