import { UnsupportedError } from '../../../support/unsupported.ts';
import { FilterTypeError } from '../errors.ts';
import {
  type Ipv4Pattern,
  type Ipv6Pattern,
  type Ipv6Words,
  networkOfNumber,
  prefixMask,
  prefixMask6,
} from '../names/address.ts';
import type { Operand, Qualifiers } from '../syntax/ast.ts';
import { type MeaningContext, notAQualifier } from './context.ts';
import { matchMac } from './ethernet-address.ts';
import { hasIpv4Addresses, matchIpv4, matchIpv6 } from './host.ts';
import { all, any, NEVER, not, type PacketTest } from './packet-test.ts';

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
      throw new UnsupportedError('DECnet addresses are not supported yet', { span });
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
  const addresses = context.resolver.host(name);
  const ipv4 = takes4 ? (addresses?.ipv4 ?? []) : [];
  const ipv6 = takes6 ? (addresses?.ipv6 ?? []) : [];
  if (ipv4.length + ipv6.length === 0) {
    throw unknown('host', name, span);
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
  const ether = context.resolver.ether(name);
  const ipv4 = context.resolver.host(name)?.ipv4 ?? [];
  if (ether === null || ipv4.length === 0) {
    throw unknown(ether === null ? 'Ethernet host' : 'host', name, span);
  }
  return all(
    matchMac(context, qualifiers, ether, span),
    matchIpv4(context, qualifiers, ipv4.map(hostPattern), not),
  );
}

const hostPattern = (value: number): Ipv4Pattern => ({ value, mask: prefixMask(32) });

const hostPattern6 = (value: Ipv6Words): Ipv6Pattern => ({ value, mask: prefixMask6(128) });

function unknown(what: string, name: string, span: Name['span']): FilterTypeError {
  return new FilterTypeError('FILTER_NAME', `unknown ${what} '${name}'`, { span });
}
