import { FilterTypeError } from '../../errors.ts';
import type { PacketLoad } from '../../syntax/ast.ts';
import type { Protocol } from '../../syntax/keywords.ts';

/** Where the header of a protocol starts that can be indexed. */
export type IndexedHeader = 'packet' | 'link' | 'network' | 'ipv4-payload' | 'ipv6-payload';

/** The protocols that can be indexed, `proto[…]`, each with where its header starts. */
const INDEXED: ReadonlyMap<Protocol, IndexedHeader> = new Map<Protocol, IndexedHeader>([
  ['radio', 'packet'],
  ['link', 'link'],
  ['ip', 'network'],
  ['ip6', 'network'],
  ['arp', 'network'],
  ['rarp', 'network'],
  ['atalk', 'network'],
  ['decnet', 'network'],
  ['lat', 'network'],
  ['sca', 'network'],
  ['moprc', 'network'],
  ['mopdl', 'network'],
  ['tcp', 'ipv4-payload'],
  ['udp', 'ipv4-payload'],
  ['sctp', 'ipv4-payload'],
  ['icmp', 'ipv4-payload'],
  ['igmp', 'ipv4-payload'],
  ['igrp', 'ipv4-payload'],
  ['pim', 'ipv4-payload'],
  ['vrrp', 'ipv4-payload'],
  ['carp', 'ipv4-payload'],
  ['icmp6', 'ipv6-payload'],
]);

/**
 * Where the header that `load` indexes starts.
 *
 * @throws {@link FilterTypeError} for a protocol that can't be indexed.
 */
export function indexedHeader({ protocol, span }: PacketLoad): IndexedHeader {
  const header = INDEXED.get(protocol);
  if (header !== undefined) {
    return header;
  }
  throw new FilterTypeError('FILTER_QUALIFIER', `'${protocol}' can't be indexed`, { span });
}

/** Whether `protocol` is over both versions of IP, and can be indexed. */
export function isTransport(protocol: Protocol): boolean {
  return protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp';
}
