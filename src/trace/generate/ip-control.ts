import { IP_PROTOCOL } from './network-layer.ts';
import { be16, be32, octets } from './octets.ts';
import type { Path, Segment, Sender } from './path.ts';
import type { Conversation } from './tcp-session.ts';
import { icmp, icmp6, sctp, udp } from './transport-layer.ts';

/** Types of ICMP and ICMPv6 messages, u8s (RFC 792, RFC 4443). */
const ECHO = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } } as const;

/** Types and codes of messages about a packet: no port, no host, forbidden, time exceeded, … */
const COMPLAINTS: Readonly<Record<4 | 6, readonly (readonly [number, number])[]>> = {
  4: [
    [3, 3],
    [3, 3],
    [3, 1],
    [3, 4],
    [3, 13],
    [5, 1],
    [11, 0],
  ],
  6: [
    [1, 4],
    [1, 4],
    [1, 0],
    [1, 1],
    [3, 0],
  ],
};

function control(
  path: Path,
  sender: Sender,
  type: number,
  code: number,
  rest: Uint8Array,
): Uint8Array {
  return path.version === 4
    ? path.packet(sender, IP_PROTOCOL.icmp, () => icmp(type, code, rest))
    : path.packet(sender, IP_PROTOCOL.icmp6, (addresses) => icmp6(addresses, type, code, rest));
}

/** Echo requests and replies, with the payload of the usual command. */
export function* ping(path: Path): Conversation {
  const { random } = path;
  const { request, reply } = ECHO[path.version];
  const identifier = random.below(0x1_0000);
  const filler = random.bytes(random.pick([32, 56, 56, 1400]));
  for (let sequence = random.between(1, 4); sequence > 0; sequence--) {
    const rest = octets(be16(identifier), be16(sequence), filler);
    yield control(path, 'client', request, 0, rest);
    if (random.percent(90)) {
      yield control(path, 'server', reply, 0, rest);
    }
  }
}

/** A complaint about a UDP packet, which it quotes: unreachable, or time exceeded. */
export function* icmpError(path: Path): Conversation {
  const { random } = path;
  const ports = { source: 40_000, destination: 33_434 + random.below(30) };
  const probe: Segment = (addresses) => udp(addresses, ports, random.bytes(12));
  yield path.packet('client', IP_PROTOCOL.udp, probe);
  const rest = octets(be32(0), path.ipPacket('client', IP_PROTOCOL.udp, probe));
  const [type, code] = random.pick(COMPLAINTS[path.version]);
  yield control(path, 'server', type, code, rest);
}

/** The start of an SCTP association. */
export function* sctpStart(path: Path): Conversation {
  const { random } = path;
  const port = random.pick([2905, 3868, 36_412]);
  const there = { source: 40_000 + random.below(9000), destination: port };
  const back = { source: port, destination: there.source };
  const [tag, otherTag] = [random.next(), random.next()];
  const init = octets(be32(tag), be32(65_535), be16(10), be16(10), be32(random.next()));
  yield path.packet('client', IP_PROTOCOL.sctp, () => sctp(there, 0, 1, init));
  yield path.packet('server', IP_PROTOCOL.sctp, () => sctp(back, tag, 2, octets(init, be32(7))));
  yield path.packet('client', IP_PROTOCOL.sctp, () => sctp(there, otherTag, 10, random.bytes(4)));
  yield path.packet('server', IP_PROTOCOL.sctp, () => sctp(back, tag, 11, new Uint8Array(0)));
  yield path.packet('client', IP_PROTOCOL.sctp, () => sctp(there, otherTag, 0, random.bytes(80)));
}

/** Packets of an IPsec tunnel: ESP, or AH around something. */
export function* ipsec(path: Path): Conversation {
  const { random } = path;
  const spi = be32(random.next());
  const authenticated = random.percent(30);
  const last = random.between(2, 8);
  for (let sequence = 1; sequence <= last; sequence++) {
    const sender = random.pick(['client', 'server'] as const);
    const head = octets(spi, be32(sequence));
    yield authenticated
      ? path.packet(sender, IP_PROTOCOL.ah, () =>
          octets(IP_PROTOCOL.tcp, 4, 0, 0, head, random.bytes(12), random.bytes(60)),
        )
      : path.packet(sender, IP_PROTOCOL.esp, () =>
          octets(head, random.bytes(random.between(40, 900))),
        );
  }
}
