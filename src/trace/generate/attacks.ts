import { IP_PROTOCOL } from './network-layer.ts';
import { be16, be32, octets } from './octets.ts';
import { Path } from './path.ts';
import { type Host, popular, type Site } from './site.ts';
import type { Conversation } from './tcp-session.ts';
import { TCP_FLAG, tcp, udp } from './transport-layer.ts';

/** A host whose address was made up, as seen from inside the router. */
function forgedHost({ random, router }: Site): Host {
  const ipv6 = octets(0x20, 0x01, 0x0d, 0xb8, random.bytes(12));
  return { mac: router.mac, ipv4: octets(random.between(1, 223), random.bytes(3)), ipv6 };
}

function probe(path: Path, from: number, to: number, flags: number): Uint8Array {
  const ports = { source: from, destination: to };
  const fields = { sequence: path.random.next(), acknowledgment: 0, flags, window: 1024 };
  return path.packet('client', IP_PROTOCOL.tcp, (addresses) =>
    tcp(addresses, ports, fields, new Uint8Array(0)),
  );
}

/** Connection requests from forged addresses to one service. */
export function* synFlood(site: Site): Conversation {
  const { random } = site;
  const victim = popular(random, site.local);
  const port = random.pick([80, 443, 22]);
  for (let sent = random.between(40, 120); sent > 0; sent--) {
    const path = new Path(site, forgedHost(site), victim);
    yield probe(path, random.between(1024, 65_535), port, TCP_FLAG.syn);
  }
}

/** One host tries the ports of another, with the flags of one of the usual kinds of scan. */
export function* portScan(site: Site): Conversation {
  const { random } = site;
  const { syn, fin, psh, urg, ack } = TCP_FLAG;
  const path = new Path(site, random.pick(site.remote), popular(random, site.local));
  const flags = random.pick([syn, syn, syn, fin, 0, fin | psh | urg, ack]);
  const source = random.between(40_000, 60_000);
  const first = random.pick([1, 20, 8000]);
  for (let port = first; port < first + random.between(20, 80); port++) {
    yield probe(path, source, port, flags);
  }
}

/** Long answers of open resolvers and time servers to questions that the victim never asked. */
export function* reflection(site: Site): Conversation {
  const { random } = site;
  const victim = popular(random, site.local);
  const source = random.pick([53, 123, 1900, 11_211]);
  for (let sent = random.between(10, 40); sent > 0; sent--) {
    const path = new Path(site, random.pick(site.remote), victim);
    const ports = { source, destination: random.between(1024, 65_535) };
    const payload = octets(be16(sent), be32(0x8180_0001), random.bytes(random.between(200, 1000)));
    yield path.packet('client', IP_PROTOCOL.udp, (addresses) => udp(addresses, ports, payload));
  }
}
