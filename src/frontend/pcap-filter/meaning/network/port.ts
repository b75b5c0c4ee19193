import type { SourceSpan } from '../../../../support/source-span.ts';
import { all, any } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import { nearestService } from '../../names/well-known-names.ts';
import type { Operand, Qualifiers } from '../../syntax/ast.ts';
import { brief, numberValue } from '../../syntax/scan-number.ts';
import { carries, type MeaningContext, notAQualifier, tooLarge } from '../context.ts';
import { testEnds } from '../direction.ts';
import { behind, equals, load, type PacketTest, type Place } from '../packet-test.ts';
import { ETHERTYPE, IP_PROTOCOL } from '../protocol-numbers.ts';
import {
  IPV6_HEADER_LENGTH,
  ipv4Payload,
  isFirstFragment,
  isIpv4Protocol,
  isIpv6NextHeader,
} from './ip-header.ts';

/** The protocols that have ports, in the order in which they are tested. */
const PORT_PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;

type PortProtocol = (typeof PORT_PROTOCOLS)[number];

/** Ports from `low` to `high`, both u16 and included, of `protocol` or, where `null`, of any. */
interface Ports {
  readonly low: number;
  readonly high: number;
  readonly protocol: PortProtocol | null;
}

/** The byte offsets of the ports in the TCP, UDP and SCTP headers alike. */
const PORT_FIELDS = { source: 0, destination: 2 } as const;

export const MAX_PORT = 0xffff;

/** The meaning of `port operand` and `portrange operand`. */
export function matchPort(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: Extract<Operand, { readonly kind: 'name' | 'number' }>,
): PacketTest {
  const wanted = PORT_PROTOCOLS.find((one) => one === qualifiers.protocol) ?? null;
  if (wanted === null && qualifiers.protocol !== null) {
    throw notAQualifier(qualifiers.protocol, `'${qualifiers.type}'`, qualifiers.span);
  }
  const { low, high, protocol } = portsOf(context, qualifiers, wanted, operand);
  const protocols = PORT_PROTOCOLS.filter((one) => protocol === null || one === protocol).map(
    (one) => IP_PROTOCOL[one],
  );

  const header = context.frame.offsets.payload;
  const ports = (transport: Place): PacketTest =>
    testEnds(qualifiers, {
      source: isBetween(behind(transport, PORT_FIELDS.source), low, high),
      destination: isBetween(behind(transport, PORT_FIELDS.destination), low, high),
    });
  return any(
    all(
      carries(context, ETHERTYPE.ip6, qualifiers.span),
      any(...protocols.map((number) => isIpv6NextHeader(header, number))),
      ports(behind(header, IPV6_HEADER_LENGTH)),
    ),
    all(
      carries(context, ETHERTYPE.ip, qualifiers.span),
      any(...protocols.map((number) => isIpv4Protocol(header, number))),
      isFirstFragment(header),
      ports(ipv4Payload(header)),
    ),
  );
}

function isBetween(place: Place, low: number, high: number): PacketTest {
  const word = load(2, place);
  return low === high ? equals(word, low) : { kind: 'range', word, low, high };
}

/**
 * The ports that `operand` stands for. A service that uses TCP alone means TCP ports, and one that
 * uses UDP alone UDP ports; ends of a range that differ in that mean ports of any protocol.
 */
function portsOf(
  context: MeaningContext,
  { type }: Qualifiers,
  wanted: PortProtocol | null,
  operand: Extract<Operand, { readonly kind: 'name' | 'number' }>,
): Ports {
  const { span } = operand;
  if (operand.kind === 'number') {
    const port = checkedPort(operand.value, span);
    return { low: port, high: port, protocol: wanted };
  }
  const { name } = operand;
  const dash = type === 'portrange' ? name.indexOf('-') : -1;
  const first = namedPort(context, dash === -1 ? name : name.slice(0, dash), wanted, span);
  const last = dash === -1 ? first : namedPort(context, name.slice(dash + 1), wanted, span);
  const implied = first.protocol === last.protocol ? first.protocol : null;
  if (implied !== null && wanted !== null && implied !== wanted) {
    throw new FilterTypeError('FILTER_NAME', `'${name}' is of ${implied}, not ${wanted}`, { span });
  }
  return {
    low: Math.min(first.port, last.port),
    high: Math.max(first.port, last.port),
    protocol: implied ?? wanted,
  };
}

/** A port, and the protocol that its name implies; `null` for more than one. */
interface NamedPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | null;
}

/** The port that `text`, a number or the name of a service, stands for. */
function namedPort(
  { resolver }: MeaningContext,
  text: string,
  wanted: PortProtocol | null,
  span: SourceSpan,
): NamedPort {
  if (/^\d+$/.test(text)) {
    return { port: checkedPort(numberValue(text, span), span), protocol: null };
  }
  const { tcp, udp } = resolver.service(text) ?? { tcp: null, udp: null };
  if (udp !== null && (tcp === null || (wanted === 'udp' && tcp !== udp))) {
    return { port: udp, protocol: 'udp' };
  }
  if (tcp !== null) {
    return { port: tcp, protocol: tcp === udp ? null : 'tcp' };
  }
  throw new FilterTypeError('FILTER_NAME', `unknown port '${brief(text)}'`, {
    span,
    suggestion: /^\d+-\d+$/.test(text) ? `portrange ${text}` : nearestService(text),
  });
}

function checkedPort(port: number, span: SourceSpan): number {
  if (port > MAX_PORT) {
    throw tooLarge('port number', port, MAX_PORT, span);
  }
  return port;
}
