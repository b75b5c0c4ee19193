import type { SourceSpan } from '../../../support/source-span.ts';
import { FilterTypeError } from '../errors.ts';
import type { Arithmetic, PacketLoad, Relation } from '../syntax/ast.ts';
import type { Protocol } from '../syntax/keywords.ts';
import { carries, type MeaningContext } from './context.ts';
import { isFirstFragment, isIpv4Protocol, isIpv6NextHeader } from './ip-header.ts';
import { ALWAYS, all, type PacketTest } from './packet-test.ts';
import { IP_PROTOCOLS, LINK_PROTOCOLS } from './protocol.ts';
import { ETHERTYPE, IP_PROTOCOL } from './protocol-numbers.ts';

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

/**
 * The meaning of a relation: first that the packet is of every protocol whose header is indexed,
 * then the relation itself.
 */
export function relationMeaning(context: MeaningContext, relation: Relation): PacketTest {
  const test: PacketTest = { kind: 'relation', relation, frame: context.frame.offsets };
  return all(...protocolTests(context, relation), test);
}

/** A node to be visited, or after its parts to be left. */
interface Visit {
  readonly node: Arithmetic;
  readonly leave: boolean;
  /** Whether a packet is tested for the protocols that are indexed there. */
  readonly tested: boolean;
}

/**
 * The tests for the protocols that `relation` indexes, each once and in the order in which they
 * reject: that of the link layer before those for an index inside `[…]`, the others after.
 *
 * As in libpcap, an operation with two sides is tested for the protocols of its left side alone:
 * `ip[2:2] - (tcp[12] >> 2) > 0` holds for some UDP packets too.
 */
function protocolTests(context: MeaningContext, relation: Relation): readonly PacketTest[] {
  const tests = new Map<string, PacketTest>();
  const pending: Visit[] = [
    { node: relation.right, leave: false, tested: true },
    { node: relation.left, leave: false, tested: true },
  ];
  const once = (name: string, tested: boolean, test: () => PacketTest): void => {
    if (!tests.has(name)) {
      const made = test();
      if (tested) {
        tests.set(name, made);
      }
    }
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, leave, tested } = next;
    if (node.kind === 'load' && leave) {
      once(node.protocol, tested, () => headerTest(context, node));
      continue;
    }
    if (node.kind === 'load') {
      if (indexedHeader(node) === 'ipv4-payload') {
        once('ip', tested, () => carries(context, ETHERTYPE.ip, node.span));
      }
      pending.push({ node, leave: true, tested });
    }
    pending.push(...partsOf(next));
  }
  return [...tests.values()];
}

/** Tests for the protocol whose header `load` indexes, IPv4 below a transport protocol excepted. */
function headerTest(context: MeaningContext, load: PacketLoad): PacketTest {
  const { protocol, span } = load;
  const header = context.frame.offsets.payload;
  switch (indexedHeader(load)) {
    case 'packet':
      requireRadio(context, span);
      return ALWAYS;
    case 'link':
      return ALWAYS;
    case 'network':
      return carries(context, LINK_PROTOCOLS.get(protocol) ?? 0, span);
    case 'ipv4-payload':
      return all(
        isIpv4Protocol(header, IP_PROTOCOLS.get(protocol)?.number ?? 0),
        isFirstFragment(header),
      );
    case 'ipv6-payload':
      return all(
        carries(context, ETHERTYPE.ip6, span),
        isIpv6NextHeader(header, IP_PROTOCOL.icmp6),
      );
  }
}

/** Refuses packets without a radio header. */
function requireRadio({ frame: { layer } }: MeaningContext, span: SourceSpan): void {
  if (layer.radio !== true) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `packets of type ${layer.name} have no radio header`,
      { span },
    );
  }
}

/** The parts of a node, the last one first. */
function partsOf({ node, tested }: Visit): readonly Visit[] {
  switch (node.kind) {
    case 'number':
    case 'length':
      return [];
    case 'load':
      return [{ node: node.offset, leave: false, tested }];
    case 'negate':
      return [{ node: node.operand, leave: false, tested }];
    case 'binary':
      return [
        { node: node.right, leave: false, tested: false },
        { node: node.left, leave: false, tested },
      ];
  }
}
