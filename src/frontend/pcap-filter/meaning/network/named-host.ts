import { all, any, NEVER, not } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import {
  type Ipv4Pattern,
  type Ipv6Pattern,
  type Ipv6Words,
  networkOfNumber,
  prefixMask,
  prefixMask6,
} from '../../names/address.ts';
import { addressesInFilter } from '../../names/host-addresses.ts';
import { type HostAddresses, LookupError } from '../../names/resolver.ts';
import type { Operand, Qualifiers } from '../../syntax/ast.ts';
import { brief } from '../../syntax/scan-number.ts';
import { type MeaningContext, notAQualifier } from '../context.ts';
import { matchMac } from '../link-address/ethernet-address.ts';
import type { PacketTest } from '../packet-test.ts';
import { hasIpv4Addresses, matchIpv4, matchIpv6 } from './host.ts';

type Name = Extract<Operand, { readonly kind: 'name' }>;

/** The meaning of `host NAME`: any of the host's addresses, or its Ethernet address after `ether`. */
export function matchNamedHost(
  context: MeaningContext,
  qualifiers: Qualifiers,
  { name, span }: Name,
): PacketTest {
  switch (qualifiers.protocol) {
    case 'link': {
      const address = context.resolver.ether(name);
      if (address === null) {
        throw unknown('Ethernet host', name, span);
      }
      return matchMac(context, qualifiers, address, span);
    }
    case 'decnet':
      throw new FilterTypeError(
        'FILTER_NAME',
        "DECnet hosts have no names here; write the area and the node, as in 'decnet host 1.23'",
        { span },
      );
    default:
      return matchNamedIpHost(context, qualifiers, { name, span });
  }
}

function matchNamedIpHost(
  context: MeaningContext,
  qualifiers: Qualifiers,
  { name, span }: Pick<Name, 'name' | 'span'>,
): PacketTest {
  const { protocol } = qualifiers;
  const takes4 = hasIpv4Addresses(protocol);
  const takes6 = protocol === null || protocol === 'ip6';
  if (!takes4 && !takes6) {
    throw notAQualifier(protocol, "'host'", qualifiers.span);
  }
  const addresses = addressesOf(context, name, span);
  const ipv4 = takes4 ? addresses.ipv4 : [];
  const ipv6 = takes6 ? addresses.ipv6 : [];
  if (ipv4.length + ipv6.length === 0) {
    throw withoutAddress(name, takes4 ? 'IPv4' : 'IPv6', span);
  }
  return any(
    ipv4.length === 0 ? NEVER : matchIpv4(context, qualifiers, ipv4.map(hostPattern)),
    ipv6.length === 0 ? NEVER : matchIpv6(context, qualifiers, ipv6.map(hostPattern6)),
  );
}

/** The meaning of `net NAME`. */
export function matchNamedNetwork(
  context: MeaningContext,
  qualifiers: Qualifiers,
  { name, span }: Name,
): PacketTest {
  const network = context.resolver.network(name);
  if (network === null) {
    throw unknown('network', name, span);
  }
  return matchIpv4(context, qualifiers, [networkOfNumber(network)]);
}

/**
 * The meaning of `gateway NAME`: packets to or from the Ethernet address of a host, but not to or
 * from its IPv4 addresses, so those that it forwards.
 */
export function matchNamedGateway(
  context: MeaningContext,
  qualifiers: Qualifiers,
  { name, span }: Name,
): PacketTest {
  if (!hasIpv4Addresses(qualifiers.protocol)) {
    throw notAQualifier(qualifiers.protocol ?? '', "'gateway'", qualifiers.span);
  }
  if (context.frame.labels > 0 || context.frame.tunneled) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      "'gateway' needs the link-layer header that the packet starts with",
      { span: qualifiers.span },
    );
  }
  const ether = context.resolver.ether(name);
  if (ether === null) {
    throw unknown('Ethernet host', name, span);
  }
  const { ipv4 } = addressesOf(context, name, span);
  if (ipv4.length === 0) {
    throw withoutAddress(name, 'IPv4', span);
  }
  return all(
    matchMac(context, qualifiers, ether, span),
    matchIpv4(context, qualifiers, ipv4.map(hostPattern), not),
  );
}

const hostPattern = (value: number): Ipv4Pattern => ({ value, mask: prefixMask(32) });

const hostPattern6 = (value: Ipv6Words): Ipv6Pattern => ({ value, mask: prefixMask6(128) });

/**
 * The addresses of a host, at least one.
 *
 * @throws {@link FilterTypeError} where there are none, or nobody knows.
 */
function addressesOf(
  { resolver }: MeaningContext,
  name: string,
  span: Name['span'],
): HostAddresses {
  let answer: HostAddresses | null;
  try {
    answer = resolver.host(name);
  } catch (cause) {
    if (!(cause instanceof LookupError)) {
      throw cause;
    }
    throw withoutAnswer(name, cause, span);
  }
  if (answer === null || answer.ipv4.length + answer.ipv6.length === 0) {
    throw unknown('host', name, span);
  }
  return addressesInFilter(answer);
}

function withoutAnswer(name: string, cause: LookupError, span: Name['span']): FilterTypeError {
  const message = `host '${brief(name)}' can't be looked up: ${cause.message}`;
  return new FilterTypeError('FILTER_NAME', message, { span, cause });
}

function withoutAddress(name: string, family: string, span: Name['span']): FilterTypeError {
  const message = `host '${brief(name)}' has no ${family} address`;
  return new FilterTypeError('FILTER_NAME', message, { span });
}

function unknown(what: string, name: string, span: Name['span']): FilterTypeError {
  return new FilterTypeError('FILTER_NAME', `unknown ${what} '${brief(name)}'`, {
    span,
    suggestion: withPort(name),
  });
}

/** An address with a port behind it, as tcpdump prints them, in words of the language. */
function withPort(name: string): string | null {
  const [, address, port] = /^(\d{1,3}(?:\.\d{1,3}){3})\.(\d{1,5})$/.exec(name) ?? [];
  return address === undefined ? null : `host ${address} and port ${port}`;
}
