import type { SourceSpan } from '../../../../support/source-span.ts';
import { all, any } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import { nearestProtocol } from '../../names/well-known-names.ts';
import type { Operand, Qualifiers } from '../../syntax/ast.ts';
import type { Protocol } from '../../syntax/keywords.ts';
import { brief } from '../../syntax/scan-number.ts';
import { carries, type MeaningContext, notAQualifier, tooLarge } from '../context.ts';
import type { PacketTest } from '../packet-test.ts';
import {
  ETHERTYPE,
  IP_PROTOCOL,
  LINK_PROTOCOL_NAMES,
  LLC_SAP,
  MAX_ETHERNET_LENGTH,
  MAX_SAP,
} from '../protocol-numbers.ts';
import { isIpv4Protocol, isIpv6Protocol } from './ip-header.ts';
import {
  ISO_PROTOCOLS,
  isIsoProtocol,
  isisTypeTest,
  isoProtocolTest,
  MAX_ISIS_TYPE,
} from './iso.ts';
import { protochainMeaning } from './protochain.ts';

/** The protocols that the link-layer header names: EtherType or SAP. */
export const LINK_PROTOCOLS: ReadonlyMap<Protocol, number> = new Map<Protocol, number>([
  ['ip', ETHERTYPE.ip],
  ['ip6', ETHERTYPE.ip6],
  ['arp', ETHERTYPE.arp],
  ['rarp', ETHERTYPE.rarp],
  ['atalk', ETHERTYPE.atalk],
  ['aarp', ETHERTYPE.aarp],
  ['decnet', ETHERTYPE.decnet],
  ['lat', ETHERTYPE.lat],
  ['sca', ETHERTYPE.sca],
  ['moprc', ETHERTYPE.moprc],
  ['mopdl', ETHERTYPE.mopdl],
  ['iso', LLC_SAP.iso],
  ['stp', LLC_SAP.stp],
  ['ipx', LLC_SAP.ipx],
  ['netbeui', LLC_SAP.netbeui],
]);

/** The protocols over IP, each with its number and the versions of IP that it is tested with. */
export const IP_PROTOCOLS: ReadonlyMap<
  Protocol,
  { readonly number: number; readonly over: 'ip' | 'ip6' | null }
> = new Map([
  ['tcp', { number: IP_PROTOCOL.tcp, over: null }],
  ['udp', { number: IP_PROTOCOL.udp, over: null }],
  ['sctp', { number: IP_PROTOCOL.sctp, over: null }],
  ['pim', { number: IP_PROTOCOL.pim, over: null }],
  ['ah', { number: IP_PROTOCOL.ah, over: null }],
  ['esp', { number: IP_PROTOCOL.esp, over: null }],
  ['icmp', { number: IP_PROTOCOL.icmp, over: 'ip' }],
  ['igmp', { number: IP_PROTOCOL.igmp, over: 'ip' }],
  ['igrp', { number: IP_PROTOCOL.igrp, over: 'ip' }],
  ['vrrp', { number: IP_PROTOCOL.vrrp, over: 'ip' }],
  ['carp', { number: IP_PROTOCOL.vrrp, over: 'ip' }],
  ['icmp6', { number: IP_PROTOCOL.icmp6, over: 'ip6' }],
]);

/** Tests for a protocol by its name alone. */
export function isProtocol(
  context: MeaningContext,
  protocol: Protocol,
  span: SourceSpan,
): PacketTest {
  const linkProtocol = LINK_PROTOCOLS.get(protocol);
  if (linkProtocol !== undefined) {
    return carries(context, linkProtocol, span);
  }
  const overIp = IP_PROTOCOLS.get(protocol);
  if (overIp !== undefined) {
    return isIpProtocol(context, overIp.number, overIp.over, span);
  }
  if (protocol === 'link' || protocol === 'radio') {
    throw new FilterTypeError(
      'FILTER_QUALIFIER',
      `'${protocol}' alone says nothing about a packet`,
      {
        span,
      },
    );
  }
  const iso = isIsoProtocol(context, protocol, span);
  if (iso !== null) {
    return iso;
  }
  throw new FilterTypeError('FILTER_QUALIFIER', `'${protocol}' can't be tested by its name`, {
    span,
  });
}

/** The meaning of `proto operand`. */
export function matchProtocol(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: Extract<Operand, { readonly kind: 'name' | 'number' }>,
): PacketTest {
  const { protocol } = qualifiers;
  switch (protocol) {
    case null:
    case 'ip':
    case 'ip6':
      return isIpProtocol(context, ipProtocolOf(context, operand), protocol, operand.span);
    case 'link':
      return isLinkProtocol(context, operand);
    case 'iso':
      return isoProtocolTest(context, isoProtocolOf(operand), operand.span);
    case 'isis':
      return isisTypeTest(context, isisTypeOf(operand), operand.span);
    default:
      throw notAQualifier(protocol, "'proto'", qualifiers.span);
  }
}

function isIpProtocol(
  context: MeaningContext,
  protocol: number,
  over: 'ip' | 'ip6' | null,
  span: SourceSpan,
): PacketTest {
  const header = context.frame.offsets.payload;
  const overIpv4 = (): PacketTest =>
    all(carries(context, ETHERTYPE.ip, span), isIpv4Protocol(header, protocol));
  const overIpv6 = (): PacketTest =>
    all(carries(context, ETHERTYPE.ip6, span), isIpv6Protocol(header, protocol));
  switch (over) {
    case 'ip':
      return overIpv4();
    case 'ip6':
      return overIpv6();
    case null:
      return any(overIpv4(), overIpv6());
  }
}

/** The meaning of `protochain operand`. */
export function matchProtochain(
  context: MeaningContext,
  { protocol, direction, span }: Qualifiers,
  operand: Extract<Operand, { readonly kind: 'name' | 'number' }>,
): PacketTest {
  if (direction !== null) {
    throw notAQualifier(direction, "'protochain'", span);
  }
  if (protocol !== null && protocol !== 'ip' && protocol !== 'ip6') {
    throw notAQualifier(protocol, "'protochain'", span);
  }
  return protochainMeaning(context, ipProtocolOf(context, operand), protocol, operand.span);
}

function isoProtocolOf(operand: Extract<Operand, { readonly kind: 'name' | 'number' }>): number {
  if (operand.kind === 'name') {
    const number = [...ISO_PROTOCOLS].find(([name]) => name === operand.name)?.[1];
    if (number === undefined) {
      throw unknownProtocol(operand);
    }
    return number;
  }
  if (operand.value > 0xff) {
    throw tooLarge('ISO protocol number', operand.value, 0xff, operand.span);
  }
  return operand.value;
}

function isisTypeOf(operand: Extract<Operand, { readonly kind: 'name' | 'number' }>): number {
  if (operand.kind === 'name') {
    throw unknownProtocol(operand);
  }
  if (operand.value > MAX_ISIS_TYPE) {
    throw tooLarge('IS-IS PDU type', operand.value, MAX_ISIS_TYPE, operand.span);
  }
  return operand.value;
}

function ipProtocolOf(
  { resolver }: MeaningContext,
  operand: Extract<Operand, { readonly kind: 'name' | 'number' }>,
): number {
  const { span } = operand;
  const number = operand.kind === 'number' ? operand.value : resolver.protocol(operand.name);
  if (number === null) {
    throw unknownProtocol(operand);
  }
  if (number > 0xff) {
    throw tooLarge('protocol number', number, 0xff, span);
  }
  return number;
}

function isLinkProtocol(
  context: MeaningContext,
  operand: Extract<Operand, { readonly kind: 'name' | 'number' }>,
): PacketTest {
  const number = operand.kind === 'number' ? operand.value : LINK_PROTOCOL_NAMES.get(operand.name);
  if (number === undefined) {
    throw unknownProtocol(operand);
  }
  const { sapsOnly, protocolNumbers = 'EtherType' } = context.frame.layer;
  if (number > 0xffff) {
    throw tooLarge(protocolNumbers, number, 0xffff, operand.span);
  }
  if (sapsOnly === true && number > MAX_SAP && number <= MAX_ETHERNET_LENGTH) {
    throw tooLarge('SAP', number, MAX_SAP, operand.span);
  }
  return carries(context, number, operand.span);
}

function unknownProtocol(operand: Operand): FilterTypeError {
  const name = operand.kind === 'name' ? operand.name : '';
  return new FilterTypeError('FILTER_NAME', `unknown protocol '${brief(name)}'`, {
    span: operand.span,
    suggestion: nearestProtocol(name),
  });
}
