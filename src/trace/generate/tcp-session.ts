import type { Random } from '../../support/random.ts';
import { IP_PROTOCOL } from './network-layer.ts';
import { be16, be32, octets } from './octets.ts';
import type { Path, Sender } from './path.ts';
import { httpRequest, httpResponse, sshBanner, tlsData, tlsHandshake } from './payloads.ts';
import { TCP_FLAG, tcp } from './transport-layer.ts';

/** The frames that hosts exchange about one matter, in order. */
export type Conversation = Generator<Uint8Array, void>;

/** What is said on one port: the first payload of each end. */
interface Service {
  readonly port: number;
  readonly request: (random: Random) => Uint8Array;
  readonly response: (random: Random) => Uint8Array;
}

const opaque = (random: Random): Uint8Array => random.bytes(random.between(12, 600));
const clientHello = (random: Random): Uint8Array => tlsHandshake(random, 1);
const serverHello = (random: Random): Uint8Array => tlsHandshake(random, 2);

function service(
  port: number,
  request: Service['request'] = opaque,
  response: Service['response'] = opaque,
): Service {
  return { port, request, response };
}

/** Services of the web and the office, the busiest several times. */
export const WEB_SERVICES: readonly Service[] = [
  service(443, clientHello, serverHello),
  service(443, clientHello, serverHello),
  service(443, clientHello, serverHello),
  service(80, httpRequest, httpResponse),
  service(80, httpRequest, httpResponse),
  service(8080, httpRequest, httpResponse),
  service(22, sshBanner, sshBanner),
  service(25),
  service(993, clientHello, serverHello),
  service(445),
  service(389),
  service(3389),
  service(5060),
];

/** Services between the servers of a data centre. */
export const BACKEND_SERVICES: readonly Service[] = [
  service(443, clientHello, serverHello),
  service(8443, clientHello, serverHello),
  service(3306),
  service(5432),
  service(6379),
  service(9092),
  service(11211),
  service(2049),
  service(179),
  service(22, sshBanner, sshBanner),
];

/** The payload of a full segment in bytes, with timestamps in its header. */
const FULL_SEGMENT = 1448;

/** One end of a connection, as far as the other has heard of it. */
interface End {
  readonly port: number;
  sequence: number;
  readonly window: number;
}

/** Builds the segments of one connection, with right sequence numbers. */
class Connection {
  readonly #path: Path;
  readonly #ends: Readonly<Record<Sender, End>>;
  readonly #withTimestamps: boolean;
  #clock: number;

  constructor(path: Path, port: number) {
    const { random } = path;
    const end = (number: number): End => ({
      port: number,
      sequence: random.next(),
      window: random.pick([501, 229, 65_535, 64_240, 1024]),
    });
    this.#path = path;
    this.#ends = { client: end(random.between(32_768, 60_999)), server: end(port) };
    this.#withTimestamps = random.percent(75);
    this.#clock = random.next();
  }

  segment(sender: Sender, flags: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
    const from = this.#ends[sender];
    const to = this.#ends[sender === 'client' ? 'server' : 'client'];
    const fields = {
      sequence: from.sequence,
      acknowledgment: (flags & TCP_FLAG.ack) === 0 ? 0 : to.sequence,
      flags,
      window: from.window,
      options: this.#options(flags),
    };
    const ports = { source: from.port, destination: to.port };
    const consumed = payload.length + ((flags & (TCP_FLAG.syn | TCP_FLAG.fin)) === 0 ? 0 : 1);
    from.sequence = (from.sequence + consumed) >>> 0;
    return this.#path.packet(sender, IP_PROTOCOL.tcp, (addresses) =>
      tcp(addresses, ports, fields, payload),
    );
  }

  #options(flags: number): Uint8Array {
    this.#clock = (this.#clock + 1) >>> 0;
    const times = octets(8, 10, be32(this.#clock), be32(0));
    if ((flags & TCP_FLAG.syn) !== 0) {
      return octets(2, 4, be16(1460), 4, 2, times, 1, 3, 3, 7);
    }
    return this.#withTimestamps ? octets(1, 1, times) : new Uint8Array(0);
  }
}

/** A whole connection: handshake, a request, a response of some length, and its end. */
export function* tcpSession(path: Path, services: readonly Service[]): Conversation {
  const { random } = path;
  const { syn, ack, psh, fin, rst } = TCP_FLAG;
  const { port, request, response } = random.pick(services);
  const connection = new Connection(path, port);
  yield connection.segment('client', syn);
  if (random.percent(6)) {
    yield connection.segment('server', rst | ack);
    return;
  }
  yield connection.segment('server', syn | ack);
  yield connection.segment('client', ack);
  for (let exchange = random.between(1, 3); exchange > 0; exchange--) {
    yield connection.segment('client', psh | ack, request(random));
    yield connection.segment('server', ack);
    yield connection.segment('server', psh | ack, response(random));
    yield* bulk(connection, random);
    yield connection.segment('client', ack);
  }
  if (random.percent(10)) {
    yield connection.segment('client', rst);
    return;
  }
  yield connection.segment('client', fin | ack);
  yield connection.segment('server', fin | ack);
  yield connection.segment('client', ack);
}

/** Full segments one way, an acknowledgment for every second one. */
function* bulk(connection: Connection, random: Random): Conversation {
  const segments = random.pick([0, 0, 1, 2, 4, 8]);
  for (let sent = 1; sent <= segments; sent++) {
    yield connection.segment('server', TCP_FLAG.ack, tlsData(random, FULL_SEGMENT));
    if (sent % 2 === 0) {
      yield connection.segment('client', TCP_FLAG.ack);
    }
  }
}

/** An interactive connection: many small segments both ways. */
export function* tcpInteractive(path: Path, port: number): Conversation {
  const { random } = path;
  const { syn, ack, psh } = TCP_FLAG;
  const connection = new Connection(path, port);
  yield connection.segment('client', syn);
  yield connection.segment('server', syn | ack);
  yield connection.segment('client', ack);
  for (let stroke = random.between(4, 20); stroke > 0; stroke--) {
    yield connection.segment('client', psh | ack, random.bytes(random.pick([1, 36, 52])));
    yield connection.segment('server', psh | ack, random.bytes(random.pick([1, 36, 52, 100])));
    yield connection.segment('client', ack);
  }
}
