import { IP_PROTOCOL } from './network-layer.ts';
import { octets } from './octets.ts';
import type { Path, Sender } from './path.ts';
import { dns, ntp, quic, rtp } from './payloads.ts';
import type { Conversation } from './tcp-session.ts';
import { udp } from './transport-layer.ts';

/** Sends datagrams between a port of the client and one of the server. */
class Exchange {
  readonly #path: Path;
  readonly #ports: Readonly<Record<Sender, number>>;

  constructor(path: Path, serverPort: number, clientPort?: number) {
    this.#path = path;
    const client = clientPort ?? path.random.between(32_768, 60_999);
    this.#ports = { client, server: serverPort };
  }

  send(sender: Sender, payload: Uint8Array): readonly Uint8Array[] {
    const ports = {
      source: this.#ports[sender],
      destination: this.#ports[sender === 'client' ? 'server' : 'client'],
    };
    return this.#path.packets(sender, IP_PROTOCOL.udp, (addresses) =>
      udp(addresses, ports, payload),
    );
  }
}

/** A DNS query and its answer, which is now and then too long for one packet. */
export function* dnsLookup(path: Path): Conversation {
  const { random } = path;
  const exchange = new Exchange(path, 53);
  const id = random.below(0x1_0000);
  yield* exchange.send('client', dns(random, id, null));
  if (random.percent(95)) {
    yield* exchange.send('server', dns(random, id, random.pick([4, 16, 16, 60, 480, 2900])));
  }
}

export function* ntpPoll(path: Path): Conversation {
  const exchange = new Exchange(path, 123, path.random.pick([123, 123, 41_234]));
  yield* exchange.send('client', ntp(path.random, 3));
  yield* exchange.send('server', ntp(path.random, 4));
}

export function* quicConnection(path: Path): Conversation {
  const { random } = path;
  const exchange = new Exchange(path, 443);
  yield* exchange.send('client', quic(random, true));
  yield* exchange.send('server', quic(random, true));
  for (let rest = random.between(2, 12); rest > 0; rest--) {
    yield* exchange.send(random.percent(70) ? 'server' : 'client', quic(random, false));
  }
}

/** A call: audio both ways at 50 packets a second. */
export function* voiceCall(path: Path): Conversation {
  const { random } = path;
  const exchange = new Exchange(path, 2 * random.between(8000, 16_000));
  for (let sequence = 0; sequence < 12; sequence++) {
    yield* exchange.send('client', rtp(random, sequence));
    yield* exchange.send('server', rtp(random, sequence));
  }
}

/** A question and an answer on one of the ports of network management and tunnels. */
export function* datagramService(path: Path): Conversation {
  const { random } = path;
  const exchange = new Exchange(path, random.pick([161, 514, 1812, 69, 51_820, 4500, 500, 6081]));
  yield* exchange.send('client', random.bytes(random.between(20, 300)));
  if (random.percent(60)) {
    yield* exchange.send('server', random.bytes(random.between(20, 300)));
  }
}

/** A file server's reply over UDP: one datagram of 8 KiB, in fragments. */
export function* bigDatagram(path: Path): Conversation {
  const exchange = new Exchange(path, 2049);
  yield* exchange.send('client', path.random.bytes(140));
  yield* exchange.send('server', path.random.bytes(8300));
}

/** A virtual network: Ethernet frames of `inner` in VXLAN (RFC 7348). */
export function* vxlanTunnel(path: Path, inner: Conversation): Conversation {
  const exchange = new Exchange(path, 4789);
  for (const frame of inner) {
    yield* exchange.send('client', octets(8, 0, 0, 0, 0, 0, 42, 0, frame));
  }
}
