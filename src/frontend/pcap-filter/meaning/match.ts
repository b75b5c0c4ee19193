import type { SourceSpan } from '../../../support/source-span.ts';
import { FilterTypeError } from '../errors.ts';
import {
  type Ipv4Pattern,
  type Ipv6Pattern,
  networkOfNumber,
  parseDotted,
  parseIpv6,
  parseMac,
  prefixMask,
  prefixMask6,
} from '../names/address.ts';
import type { Operand, Primitive, Qualifiers } from '../syntax/ast.ts';
import { type MeaningContext, notAQualifier, tooLarge } from './context.ts';
import { matchMac } from './link-address/ethernet-address.ts';
import { matchShortAddress } from './link-address/short-address.ts';
import { matchDecnet } from './network/decnet.ts';
import { matchIpv4, matchIpv6 } from './network/host.ts';
import { matchNamedGateway, matchNamedHost, matchNamedNetwork } from './network/named-host.ts';
import { matchPort } from './network/port.ts';
import { IP_PROTOCOLS, matchProtochain, matchProtocol } from './network/protocol.ts';
import type { PacketTest } from './packet-test.ts';
import { dotted, writtenIpv4, writtenMatch } from './written-match.ts';

type Match = Extract<Primitive, { readonly kind: 'match' }>;
type OperandOf<Kind extends Operand['kind']> = Extract<Operand, { readonly kind: Kind }>;

/** The mask of an IPv4 address that is no network. */
const ALL_32_BITS = prefixMask(32);

/** The meaning of qualifiers and their operand. */
export function matchMeaning(context: MeaningContext, match: Match): PacketTest {
  const { qualifiers, operand } = match;
  switch (operand.kind) {
    case 'number':
      return matchNumber(context, qualifiers, operand);
    case 'name':
      return matchName(context, qualifiers, operand);
    case 'ipv4':
      return matchIpv4Literal(context, qualifiers, operand);
    case 'ipv6':
      return matchIpv6Literal(context, qualifiers, operand);
    case 'mac':
      return matchMacLiteral(context, qualifiers, operand);
    case 'short-address':
      return matchShortAddress(context, qualifiers, operand);
  }
}

function matchNumber(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: OperandOf<'number'>,
): PacketTest {
  const { type } = qualifiers;
  switch (type) {
    case 'port':
    case 'portrange':
      return matchPort(context, qualifiers, operand);
    case 'proto':
      return matchProtocol(context, qualifiers, operand);
    case 'protochain':
      return matchProtochain(context, qualifiers, operand);
    case 'gateway':
      throw notAQualifier(type, 'a number', qualifiers.span);
    case 'host':
    case 'net':
    case null:
      refuseOtherHosts(qualifiers, operand.span);
      refuseTransport(qualifiers, 'an address', `port ${operand.value}`);
      return matchIpv4(context, qualifiers, [
        type === 'net'
          ? networkOfNumber(operand.value)
          : { value: operand.value, mask: ALL_32_BITS },
      ]);
  }
}

function matchName(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: OperandOf<'name'>,
): PacketTest {
  switch (qualifiers.type) {
    case 'port':
    case 'portrange':
      return matchPort(context, qualifiers, operand);
    case 'proto':
      return matchProtocol(context, qualifiers, operand);
    case 'protochain':
      return matchProtochain(context, qualifiers, operand);
    case 'gateway':
      return matchNamedGateway(context, qualifiers, operand);
    case 'net':
      return matchNamedNetwork(context, qualifiers, operand);
    case 'host':
    case null:
      return matchNamedHost(context, qualifiers, operand);
  }
}

function matchIpv4Literal(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: OperandOf<'ipv4'>,
): PacketTest {
  requireAddressType(qualifiers, 'an IPv4 address');
  const masked = operand.prefix !== null || operand.mask !== null;
  if (masked && qualifiers.type !== 'net') {
    refuseNetwork(qualifiers, writtenIpv4(operand));
  }
  if (qualifiers.protocol === 'decnet') {
    return matchDecnet(context, qualifiers, operand);
  }
  refuseOtherHosts(qualifiers, operand.span);
  refuseTransport(qualifiers, 'an IPv4 address', `host ${operand.text}`);
  return matchIpv4(context, qualifiers, [ipv4Pattern(operand)]);
}

function matchIpv6Literal(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: OperandOf<'ipv6'>,
): PacketTest {
  requireAddressType(qualifiers, 'an IPv6 address');
  const pattern = ipv6Pattern(operand);
  if (operand.prefix !== null && operand.prefix !== 128 && qualifiers.type !== 'net') {
    refuseNetwork(qualifiers, `${operand.text}/${operand.prefix}`);
  }
  return matchIpv6(context, qualifiers, [pattern]);
}

function matchMacLiteral(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: OperandOf<'mac'>,
): PacketTest {
  const { type, protocol } = qualifiers;
  if ((type !== null && type !== 'host') || protocol !== 'link') {
    throw new FilterTypeError(
      'FILTER_QUALIFIER',
      "an Ethernet address needs 'ether', 'ether src' or 'ether dst' before it",
      { span: operand.span },
    );
  }
  return matchMac(context, qualifiers, parseMac(operand.text), operand.span);
}

/** Refuses types that no address is of. */
function requireAddressType({ type, span }: Qualifiers, what: string): void {
  if (type !== null && type !== 'host' && type !== 'net') {
    throw notAQualifier(type, what, span);
  }
}

/** Refuses `network` as the operand of a type that takes one address. */
function refuseNetwork(qualifiers: Qualifiers, network: string): never {
  throw notAQualifier(
    qualifiers.type ?? 'host',
    'a network',
    qualifiers.span,
    writtenMatch(qualifiers, 'net', network),
  );
}

/** Refuses the protocols over IP, which have ports or nothing where IP has addresses. */
function refuseTransport(
  { protocol, direction, span }: Qualifiers,
  what: string,
  meant: string,
): void {
  if (protocol === null || !IP_PROTOCOLS.has(protocol)) {
    return;
  }
  const rest = direction === null ? meant : `${direction} ${meant}`;
  const joint = meant.startsWith('host') ? ' and ' : ' ';
  throw notAQualifier(protocol, what, span, `${protocol}${joint}${rest}`);
}

/** Refuses protocols whose hosts are not written as IPv4 addresses or numbers are. */
function refuseOtherHosts({ protocol }: Qualifiers, operand: SourceSpan): void {
  if (protocol === 'link') {
    throw new FilterTypeError('FILTER_ADDRESS', 'not an Ethernet address', { span: operand });
  }
  if (protocol === 'decnet') {
    throw new FilterTypeError('FILTER_ADDRESS', 'a DECnet address is an area and a node: 1.23', {
      span: operand,
    });
  }
}

function ipv4Pattern({ text, prefix, mask, span }: OperandOf<'ipv4'>): Ipv4Pattern {
  const { value, bits } = parseDotted(text, span);
  if (prefix !== null && prefix > 32) {
    throw tooLarge('netmask length', prefix, 32, span);
  }
  const maskBits = mask === null ? prefixMask(prefix ?? bits) : parseDotted(mask, span).value;
  const network = dotted(value & maskBits);
  refuseHostBits(
    (value & ~maskBits) !== 0,
    span,
    mask === null ? `net ${network}/${prefix ?? bits}` : `net ${network} mask ${mask}`,
  );
  return { value, mask: maskBits };
}

function ipv6Pattern({ text, prefix, span }: OperandOf<'ipv6'>): Ipv6Pattern {
  const value = parseIpv6(text, span);
  if (prefix !== null && prefix > 128) {
    throw tooLarge('netmask length', prefix, 128, span);
  }
  const mask = prefixMask6(prefix ?? 128);
  refuseHostBits(
    value.some((word, index) => (word & ~(mask[index] ?? 0)) !== 0),
    span,
    null,
  );
  return { value, mask };
}

function refuseHostBits(any: boolean, span: SourceSpan, suggestion: string | null): void {
  if (any) {
    throw new FilterTypeError('FILTER_ADDRESS', 'the address has bits set outside its mask', {
      span,
      suggestion,
    });
  }
}
