import type { Random } from '../../support/random.ts';
import { type Content, ETHER_TYPE, ethernet, mplsLabels, pppoe, vlanTag } from './link-layer.ts';
import {
  type Addresses,
  IP_PROTOCOL,
  ipContent,
  ipv4,
  ipv6,
  ipv6Fragment,
  ipv6Options,
} from './network-layer.ts';
import { be16, octets } from './octets.ts';
import type { Carrier } from './profile.ts';
import { type Host, popular, type Site } from './site.ts';

/** Which of the two ends of a path sends a packet. */
export type Sender = 'client' | 'server';

/** Makes the content of an IP packet, whose checksum may cover the addresses. */
export type Segment = (addresses: Addresses) => Uint8Array;

/** The most bytes of an IP packet on the link. */
const MTU = 1500;

/** Two hosts that exchange IP packets, and the way the packets take. */
export class Path {
  readonly random: Random;
  readonly version: 4 | 6;
  readonly #client: Host;
  readonly #server: Host;
  readonly #carry: (content: Content) => Content;
  readonly #hops: number;
  readonly #flowLabel: number;
  /** Differentiated services and congestion bits, a u8. */
  readonly #trafficClass: number;
  /** The extension header of the path's IPv6 packets; IPv4 packets have an option instead. */
  readonly #extension: number | null;
  #identification: number;

  constructor(site: Site, client: Host, server: Host) {
    const { random, profile } = site;
    this.random = random;
    this.#client = client;
    this.#server = server;
    this.version = random.percent(profile.ipv6Percent) ? 6 : 4;
    this.#carry = carrierOf(site, random.pick(profile.carriers));
    this.#hops = random.pick([64, 64, 64, 128, 255, 57, 49, 116]);
    this.#flowLabel = random.below(0x10_0000);
    this.#trafficClass = random.pick([0, 0, 0, 0, 0, 2, 0x10, 0x48, 0xb8, 3]);
    const extension = random.pick([IP_PROTOCOL.hopByHop, IP_PROTOCOL.destinationOptions]);
    this.#extension = random.percent(5) ? extension : null;
    this.#identification = random.below(0x1_0000);
  }

  /** The frame that carries one segment. */
  packet(sender: Sender, protocol: number, segment: Segment): Uint8Array {
    return this.#frame(sender, this.ipPacket(sender, protocol, segment));
  }

  /** The frames that carry one segment, in fragments where it is longer than the link takes. */
  packets(sender: Sender, protocol: number, segment: Segment): readonly Uint8Array[] {
    const addresses = this.#addresses(sender);
    const whole = segment(addresses);
    if (whole.length <= MTU - 40) {
      return [this.#frame(sender, this.#ip(addresses, protocol, whole))];
    }
    const identification = this.random.below(0x1_0000);
    const size = this.version === 4 ? MTU - 20 : MTU - 48 - 4;
    const fragments: Uint8Array[] = [];
    for (let at = 0; at < whole.length; at += size) {
      const part = whole.subarray(at, at + size);
      const place = { identification, offset: at / 8, more: at + size < whole.length };
      fragments.push(this.#frame(sender, this.#fragment(addresses, protocol, part, place)));
    }
    return fragments;
  }

  /** The IP packet that carries one segment, without the frame: what an ICMP error quotes. */
  ipPacket(sender: Sender, protocol: number, segment: Segment): Uint8Array {
    const addresses = this.#addresses(sender);
    return this.#ip(addresses, protocol, segment(addresses));
  }

  /** The addresses of a packet that `sender` sends. */
  #addresses(sender: Sender): Addresses {
    const [from, to] =
      sender === 'client' ? [this.#client, this.#server] : [this.#server, this.#client];
    return this.version === 4
      ? { source: from.ipv4, destination: to.ipv4 }
      : { source: from.ipv6, destination: to.ipv6 };
  }

  #ip(addresses: Addresses, protocol: number, payload: Uint8Array): Uint8Array {
    if (this.version === 4) {
      this.#identification = (this.#identification + 1) & 0xffff;
      return ipv4(addresses, protocol, payload, {
        identification: this.#identification,
        ttl: this.#hops,
        typeOfService: this.#trafficClass,
        dontFragment: protocol === IP_PROTOCOL.tcp,
        // Router alert (RFC 2113).
        options: this.#extension === null ? new Uint8Array(0) : octets(0x94, 4, 0, 0),
      });
    }
    const fields = {
      hopLimit: this.#hops,
      flowLabel: this.#flowLabel,
      trafficClass: this.#trafficClass,
    };
    return this.#extension === null
      ? ipv6(addresses, protocol, payload, fields)
      : ipv6(addresses, this.#extension, ipv6Options(protocol, payload), fields);
  }

  #fragment(
    addresses: Addresses,
    protocol: number,
    part: Uint8Array,
    place: { identification: number; offset: number; more: boolean },
  ): Uint8Array {
    if (this.version === 4) {
      return ipv4(addresses, protocol, part, {
        identification: place.identification,
        ttl: this.#hops,
        fragmentOffset: place.offset,
        moreFragments: place.more,
      });
    }
    return ipv6(addresses, IP_PROTOCOL.fragment, ipv6Fragment(protocol, part, place));
  }

  #frame(sender: Sender, packet: Uint8Array): Uint8Array {
    const [from, to] =
      sender === 'client' ? [this.#client, this.#server] : [this.#server, this.#client];
    return ethernet(to.mac, from.mac, this.#carry(ipContent(packet)));
  }
}

/** A path from a host of the local network, mostly to one beyond the router. */
export function outboundPath(site: Site): Path {
  const { random, profile } = site;
  const client = popular(random, site.local);
  const inside = random.percent(profile.insidePercent);
  const server = popular(random, inside ? site.local : site.remote);
  return new Path(site, client, server === client ? site.router : server);
}

/** Fixes the tags and labels of one path, and yields what wraps its packets in them. */
function carrierOf(site: Site, carrier: Carrier): (content: Content) => Content {
  const { random } = site;
  const id = random.pick([10, 20, 100, 100, 200]);
  switch (carrier) {
    case 'plain':
      return (content) => content;
    case 'vlan':
      return (content) => vlanTag(content, id);
    case 'qinq':
      return (content) => vlanTag(vlanTag(content, id), 1000 + id, ETHER_TYPE.qinq);
    case 'mpls': {
      const labels = Array.from({ length: random.between(1, 3) }, () => random.between(16, 4000));
      return (content) => mplsLabels(content, labels);
    }
    case 'pppoe':
      return (content) => pppoe(content, id);
    case 'gre': {
      const source = site.router.ipv4;
      const destination = random.pick(site.remote).ipv4;
      return ({ etherType, payload }) => {
        const tunnelled = octets(0, 0, be16(etherType), payload);
        return ipContent(ipv4({ source, destination }, IP_PROTOCOL.gre, tunnelled));
      };
    }
  }
}
