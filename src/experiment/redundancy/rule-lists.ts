import type { Random } from '../../support/random.ts';
import type { Packet } from '../../trace/packet.ts';

/** The values of one packet that a rule may name. */
export interface PacketValues {
  /** IPv4 addresses in dotted notation. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The share of values that a rule takes from a packet, in percent; others are random. */
const TAKEN = 60;

/**
 * A list of rules as firewalls have them, joined by `or`: each asks for a host or a network and for
 * a protocol, with or without a port.
 *
 *     (src net 10.1.0.0/16 and tcp dst port 80) or (host 1.2.3.4 and udp) or …
 *
 * @param values what packets hold, so that some rules match; random values take their place where
 * there are none.
 */
export function ruleList(rules: number, values: readonly PacketValues[], random: Random): string {
  return Array.from({ length: rules }, () => `(${rule(values, random)})`).join(' or ');
}

function rule(values: readonly PacketValues[], random: Random): string {
  const packet =
    values.length > 0 && random.percent(TAKEN) ? random.pick(values) : randomValues(random);
  const place = random.pick([host, host, network, between])(packet, random);
  const service = random.pick([protocol, port, port])(packet, random);
  return random.percent(50) ? `${place} and ${service}` : `${service} and ${place}`;
}

function host({ source, destination }: PacketValues, random: Random): string {
  return random.pick([`host ${source}`, `src host ${source}`, `dst host ${destination}`]);
}

function network({ source, destination }: PacketValues, random: Random): string {
  return random.pick([
    `net ${networkOf(source, 3)}`,
    `src net ${networkOf(source, 2)}`,
    `dst net ${networkOf(destination, 3)}`,
    `dst net ${networkOf(destination, 2)}`,
  ]);
}

const between = ({ source, destination }: PacketValues): string =>
  `src net ${networkOf(source, 2)} and dst host ${destination}`;

const protocol = ({ protocol: name }: PacketValues, random: Random): string =>
  random.percent(70) ? name : 'icmp';

function port(
  { protocol: name, sourcePort, destinationPort }: PacketValues,
  random: Random,
): string {
  return random.pick([
    `${name} dst port ${destinationPort}`,
    `${name} port ${destinationPort}`,
    `port ${destinationPort}`,
    `${name} src port ${sourcePort}`,
  ]);
}

function networkOf(address: string, octets: 2 | 3): string {
  const kept = address.split('.').slice(0, octets);
  return `${[...kept, ...Array.from({ length: 4 - octets }, () => '0')].join('.')}/${octets * 8}`;
}

function randomValues(random: Random): PacketValues {
  return {
    source: randomAddress(random),
    destination: randomAddress(random),
    protocol: random.percent(70) ? 'tcp' : 'udp',
    sourcePort: random.between(1024, 0xffff),
    destinationPort: random.pick([22, 25, 53, 80, 123, 443, 8080, random.between(1, 0xffff)]),
  };
}

const randomAddress = (random: Random): string =>
  [random.between(1, 223), random.below(256), random.below(256), random.between(1, 254)].join('.');

/** Where Ethernet and IPv4 keep what rules test, in bytes. Source: RFC 894, RFC 791, RFC 768, RFC 9293. */
const ETHERTYPE_AT = 12;
const IPV4_AT = 14;
const TRANSPORT = new Map([
  [6, 'tcp'],
  [17, 'udp'],
] as const);

/** The values of the TCP and UDP packets over IPv4 in Ethernet frames. */
export function valuesOf(packets: Iterable<Packet>): readonly PacketValues[] {
  const found: PacketValues[] = [];
  for (const { bytes } of packets) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < IPV4_AT + 20 || view.getUint16(ETHERTYPE_AT) !== 0x800) {
      continue;
    }
    const name = TRANSPORT.get(view.getUint8(IPV4_AT + 9) as 6 | 17);
    const ports = IPV4_AT + (view.getUint8(IPV4_AT) & 0xf) * 4;
    if (name === undefined || bytes.length < ports + 4) {
      continue;
    }
    found.push({
      source: bytes.subarray(IPV4_AT + 12, IPV4_AT + 16).join('.'),
      destination: bytes.subarray(IPV4_AT + 16, IPV4_AT + 20).join('.'),
      protocol: name,
      sourcePort: view.getUint16(ports),
      destinationPort: view.getUint16(ports + 2),
    });
  }
  return found;
}
