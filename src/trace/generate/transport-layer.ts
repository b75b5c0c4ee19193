import { type Addresses, IP_PROTOCOL, pseudoHeader } from './network-layer.ts';
import { be16, be32, internetChecksum, octets, withU16 } from './octets.ts';

/** Source and destination port, u16s. */
export interface Ports {
  readonly source: number;
  readonly destination: number;
}

/** Bits of the TCP flags byte (RFC 9293). */
export const TCP_FLAG = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const;

/** What a TCP header says besides its ports. */
export interface TcpFields {
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly window: number;
  /** Header options; their number is a multiple of 4, at most 40. */
  readonly options?: Uint8Array;
}

/** A TCP segment with correct checksum (RFC 9293). */
export function tcp(
  addresses: Addresses,
  ports: Ports,
  fields: TcpFields,
  payload: Uint8Array,
): Uint8Array {
  const { options = new Uint8Array(0) } = fields;
  const segment = octets(
    be16(ports.source),
    be16(ports.destination),
    be32(fields.sequence),
    be32(fields.acknowledgment),
    ((20 + options.length) / 4) << 4,
    fields.flags,
    be16(fields.window),
    be32(0),
    options,
    payload,
  );
  return withU16(segment, 16, checksum(addresses, IP_PROTOCOL.tcp, segment));
}

/** A UDP datagram with correct checksum (RFC 768). */
export function udp(addresses: Addresses, ports: Ports, payload: Uint8Array): Uint8Array {
  const length = 8 + payload.length;
  const head = octets(be16(ports.source), be16(ports.destination), be16(length), be16(0));
  const datagram = octets(head, payload);
  return withU16(datagram, 6, checksum(addresses, IP_PROTOCOL.udp, datagram) || 0xffff);
}

/** An ICMP message with correct checksum; `rest` is all after the checksum (RFC 792). */
export function icmp(type: number, code: number, rest: Uint8Array): Uint8Array {
  const message = octets(type, code, be16(0), rest);
  return withU16(message, 2, internetChecksum(message));
}

/** An ICMPv6 message with correct checksum; `rest` is all after the checksum (RFC 4443). */
export function icmp6(
  addresses: Addresses,
  type: number,
  code: number,
  rest: Uint8Array,
): Uint8Array {
  const message = octets(type, code, be16(0), rest);
  return withU16(message, 2, checksum(addresses, IP_PROTOCOL.icmp6, message));
}

/** An SCTP packet of one chunk; its CRC is left zero, as by offloading senders (RFC 9260). */
export function sctp(ports: Ports, tag: number, chunkType: number, body: Uint8Array): Uint8Array {
  const head = octets(be16(ports.source), be16(ports.destination), be32(tag), be32(0));
  return octets(head, chunkType, 0, be16(4 + body.length), body);
}

function checksum(addresses: Addresses, protocol: number, bytes: Uint8Array): number {
  return internetChecksum(pseudoHeader(addresses, protocol, bytes.length), bytes);
}
