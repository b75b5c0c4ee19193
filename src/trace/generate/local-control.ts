import { BROADCAST_MAC, ETHER_TYPE, ethernet } from './link-layer.ts';
import { IP_PROTOCOL, ipContent, ipv4, ipv6 } from './network-layer.ts';
import { ascii, be16, be32, octets } from './octets.ts';
import { dhcp, dns } from './payloads.ts';
import { type Host, linkLocal, popular, type Site } from './site.ts';
import type { Conversation } from './tcp-session.ts';
import { icmp6, udp } from './transport-layer.ts';

const NOWHERE = new Uint8Array(4);
const EVERYONE = new Uint8Array(4).fill(0xff);

/** A MAC address that stands for a multicast group of IPv4 (RFC 1112) or of IPv6 (RFC 2464). */
function multicastMac(group: Uint8Array): Uint8Array {
  return group.length === 4
    ? octets(0x01, 0x00, 0x5e, (group[1] ?? 0) & 0x7f, group.subarray(2))
    : octets(0x33, 0x33, group.subarray(12));
}

/** An IP packet from `host` to a multicast group. */
export function toGroup(
  host: Host,
  group: Uint8Array,
  protocol: number,
  payload: Uint8Array,
): Uint8Array {
  const packet =
    group.length === 4
      ? ipv4({ source: host.ipv4, destination: group }, protocol, payload, { ttl: 1 })
      : ipv6({ source: linkLocal(host.mac), destination: group }, protocol, payload, {
          hopLimit: 255,
        });
  return ethernet(multicastMac(group), host.mac, ipContent(packet));
}

/** The fixed part of ARP over Ethernet (RFC 826), before the addresses; `operation` is a u16. */
function arpHead(operation: number): Uint8Array {
  return octets(be16(1), be16(ETHER_TYPE.ipv4), 6, 4, be16(operation));
}

/** Who has an address, and the answer; sometimes an announcement, or a RARP request. */
export function* addressResolution({ random, local, router }: Site): Conversation {
  const asker = popular(random, local);
  const target = random.percent(50) ? router : popular(random, local);
  if (random.percent(5)) {
    const payload = octets(arpHead(3), asker.mac, NOWHERE, asker.mac, NOWHERE);
    yield ethernet(BROADCAST_MAC, asker.mac, { etherType: ETHER_TYPE.rarp, payload });
    return;
  }
  const wanted = random.percent(10) ? asker : target;
  const request = octets(arpHead(1), asker.mac, asker.ipv4, new Uint8Array(6), wanted.ipv4);
  yield ethernet(BROADCAST_MAC, asker.mac, { etherType: ETHER_TYPE.arp, payload: request });
  if (wanted !== asker && random.percent(85)) {
    const payload = octets(arpHead(2), target.mac, target.ipv4, asker.mac, asker.ipv4);
    yield ethernet(asker.mac, target.mac, { etherType: ETHER_TYPE.arp, payload });
  }
}

/** Neighbour solicitation and advertisement, or a router's advertisement (RFC 4861). */
export function* neighbourDiscovery({ random, local, router }: Site): Conversation {
  const asker = popular(random, local);
  const target = popular(random, local);
  const source = linkLocal(asker.mac);
  if (random.percent(25)) {
    const everyNode = octets(0xff, 0x02, new Uint8Array(13), 1);
    const addresses = { source: linkLocal(router.mac), destination: everyNode };
    const rest = octets(64, 0, be16(1800), be32(0), be32(0), 1, 1, router.mac);
    yield toGroup(router, everyNode, IP_PROTOCOL.icmp6, icmp6(addresses, 134, 0, rest));
    return;
  }
  const group = octets(0xff, 0x02, new Uint8Array(9), 1, 0xff, target.ipv6.subarray(13));
  const solicitation = octets(be32(0), target.ipv6, 1, 1, asker.mac);
  const asked = icmp6({ source, destination: group }, 135, 0, solicitation);
  yield toGroup(asker, group, IP_PROTOCOL.icmp6, asked);
  const addresses = { source: target.ipv6, destination: source };
  const advertisement = octets(be32(0x6000_0000), target.ipv6, 2, 1, target.mac);
  const answer = icmp6(addresses, 136, 0, advertisement);
  const packet = ipv6(addresses, IP_PROTOCOL.icmp6, answer, { hopLimit: 255 });
  yield ethernet(asker.mac, target.mac, ipContent(packet));
}

/** The four messages by which a host gets its address. */
export function* dhcpLease({ random, local, router }: Site): Conversation {
  const host = popular(random, local);
  for (const type of [1, 2, 3, 5]) {
    const fromHost = type === 1 || type === 3;
    const source = fromHost ? NOWHERE : router.ipv4;
    const addresses = { source, destination: EVERYONE };
    const ports = fromHost ? { source: 68, destination: 67 } : { source: 67, destination: 68 };
    const datagram = udp(addresses, ports, dhcp(random, type, host.mac));
    const packet = ipv4(addresses, IP_PROTOCOL.udp, datagram);
    yield ethernet(BROADCAST_MAC, (fromHost ? host : router).mac, ipContent(packet));
  }
}

const UDP_GROUPS: readonly { readonly group: Uint8Array; readonly port: number }[] = [
  { group: octets(224, 0, 0, 251), port: 5353 },
  { group: octets(0xff, 0x02, new Uint8Array(13), 0xfb), port: 5353 },
  { group: octets(239, 255, 255, 250), port: 1900 },
  { group: octets(224, 0, 0, 252), port: 5355 },
  { group: octets(239, 1, 2, 3), port: 5004 },
];

/** Announcements of services, and streams, to multicast groups. */
export function* multicastDatagram({ random, local }: Site): Conversation {
  const host = popular(random, local);
  const { group, port } = random.pick(UDP_GROUPS);
  const source = group.length === 4 ? host.ipv4 : linkLocal(host.mac);
  const ports = { source: port, destination: port };
  const payload = port === 1900 ? ascii('M-SEARCH * HTTP/1.1\r\n\r\n') : dns(random, 0, null);
  const datagram = udp({ source, destination: group }, ports, payload);
  yield toGroup(host, group, IP_PROTOCOL.udp, datagram);
}
