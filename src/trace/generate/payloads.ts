import type { Random } from '../../support/random.ts';
import { ascii, be16, be32, octets } from './octets.ts';

const HOST_NAMES: readonly string[] = [
  'www.example.com',
  'cdn.example.net',
  'api.example.org',
  'mail.example.com',
  'updates.example.net',
];

const PATHS: readonly string[] = ['/', '/index.html', '/api/v1/items', '/img/logo.png', '/health'];

export function httpRequest(random: Random): Uint8Array {
  const method = random.pick(['GET', 'GET', 'GET', 'POST', 'HEAD']);
  const target = random.pick(PATHS);
  const host = random.pick(HOST_NAMES);
  const head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: demo/1.0\r\n`;
  return ascii(`${head}Accept: */*\r\nX-Request-Id: ${random.next().toString(16)}\r\n\r\n`);
}

export function httpResponse(random: Random): Uint8Array {
  const status = random.pick(['200 OK', '200 OK', '304 Not Modified', '404 Not Found']);
  const head = `HTTP/1.1 ${status}\r\nServer: demo\r\nContent-Type: text/html\r\n\r\n`;
  return octets(ascii(head), random.bytes(random.below(900)));
}

/** A TLS record with a handshake message of `type`: 1 is ClientHello, 2 ServerHello (RFC 8446). */
export function tlsHandshake(random: Random, type: number): Uint8Array {
  const body = random.bytes(type === 1 ? random.between(180, 480) : random.between(80, 1200));
  const message = octets(type, 0, be16(body.length), be16(0x0303), body);
  return octets(22, be16(0x0301), be16(message.length), message);
}

/** A TLS record of application data, as long as fits a segment of `room` bytes. */
export function tlsData(random: Random, room: number): Uint8Array {
  return octets(23, be16(0x0303), be16(room - 5), random.bytes(room - 5));
}

export function sshBanner(random: Random): Uint8Array {
  return ascii(`SSH-2.0-${random.pick(['OpenSSH_9.6', 'OpenSSH_8.4p1', 'dropbear_2022.83'])}\r\n`);
}

/** A DNS message about one name (RFC 1035); `answerBytes` of answer where it is a response. */
export function dns(random: Random, id: number, answerBytes: number | null): Uint8Array {
  const flags = answerBytes === null ? 0x0100 : random.pick([0x8180, 0x8180, 0x8180, 0x8183]);
  const labels = random.pick(HOST_NAMES).split('.');
  const name = octets(...labels.flatMap((label) => [label.length, ascii(label)]), 0);
  const type = random.pick([1, 1, 28, 15, 16]);
  const counts = octets(be16(1), be16(answerBytes === null ? 0 : 1), be32(0));
  const question = octets(be16(id), be16(flags), counts, name, be16(type), be16(1));
  if (answerBytes === null) {
    return question;
  }
  const answer = octets(be16(0xc00c), be16(type), be16(1), be32(300), be16(answerBytes));
  return octets(question, answer, random.bytes(answerBytes));
}

/** An NTP packet; mode 3 is a client's, 4 a server's (RFC 5905). */
export function ntp(random: Random, mode: 3 | 4): Uint8Array {
  return octets(0x20 | mode, mode === 3 ? 0 : 2, 6, 0xec, random.bytes(44));
}

/** A DHCP message; type 1 is discover, 2 offer, 3 request, 5 acknowledgment (RFC 2131). */
export function dhcp(random: Random, type: number, mac: Uint8Array): Uint8Array {
  const operation = type === 1 || type === 3 ? 1 : 2;
  const fixed = octets(operation, 1, 6, 0, random.bytes(4), new Uint8Array(20), mac);
  const legacy = new Uint8Array(10 + 64 + 128);
  const options = octets(be32(0x63825363), 53, 1, type, 55, 4, 1, 3, 6, 15, 255);
  return octets(fixed, legacy, options, new Uint8Array(26));
}

/** A QUIC packet: a padded Initial with a long header, or one with a short header (RFC 9000). */
export function quic(random: Random, initial: boolean): Uint8Array {
  if (initial) {
    return octets(0xc3, be32(1), 8, random.bytes(8), 0, 0, be16(0x44d0), random.bytes(1182));
  }
  return octets(0x40 | random.below(0x40), random.bytes(random.between(24, 1240)));
}

/** An RTP packet of G.711 audio, 20 ms (RFC 3550). */
export function rtp(random: Random, sequence: number): Uint8Array {
  return octets(0x80, 0, be16(sequence), be32(sequence * 160), be32(0x1234), random.bytes(160));
}
