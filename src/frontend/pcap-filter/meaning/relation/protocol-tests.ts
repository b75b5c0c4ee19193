import type { SourceSpan } from '../../../../support/source-span.ts';
import { ALWAYS, all, any } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { Arithmetic, PacketLoad, Relation } from '../../syntax/ast.ts';
import type { Protocol } from '../../syntax/keywords.ts';
import { carries, type MeaningContext } from '../context.ts';
import {
  IPV6_HEADER_LENGTH,
  ipv4Payload,
  isFirstFragment,
  isIpv4Protocol,
  isIpv6NextHeader,
} from '../network/ip-header.ts';
import { IP_PROTOCOLS, isProtocol, LINK_PROTOCOLS } from '../network/protocol.ts';
import { assign, behind, type OffsetVariable, type PacketTest } from '../packet-test.ts';
import { ETHERTYPE, IP_PROTOCOL } from '../protocol-numbers.ts';
import { indexedHeader, isTransport } from './indexed-header.ts';

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
 * `ip[2:2] - (tcp[12] >> 2) > 0` holds for some UDP packets too. Where `transport` is not `null`,
 * transport protocols are tested on either side, over IPv4 and IPv6, and it is where their header is.
 */
export function protocolTests(
  context: MeaningContext,
  relation: Relation,
  transport: OffsetVariable | null,
): readonly PacketTest[] {
  return new ProtocolTests(context, transport).of(relation);
}

class ProtocolTests {
  readonly #context: MeaningContext;
  readonly #transport: OffsetVariable | null;
  readonly #tests = new Map<string, PacketTest>();
  /** The first load of each protocol that was not tested for when it came. */
  readonly #untested = new Map<Protocol, PacketLoad>();

  constructor(context: MeaningContext, transport: OffsetVariable | null) {
    this.#context = context;
    this.#transport = transport;
  }

  of(relation: Relation): readonly PacketTest[] {
    const pending: Visit[] = [
      { node: relation.right, leave: false, tested: true },
      { node: relation.left, leave: false, tested: true },
    ];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node, leave, tested } = next;
      if (leave && node.kind === 'load') {
        this.#leave(node, tested);
        continue;
      }
      if (node.kind === 'load') {
        this.#enter(node, tested);
        pending.push({ node, leave: true, tested });
      }
      pending.push(...partsOf(next));
    }
    this.#remark();
    return [...this.#tests.values()];
  }

  /** Adds the test that comes before those for what is inside the brackets. */
  #enter(load: PacketLoad, tested: boolean): void {
    if (this.#transportOf(load) === null && indexedHeader(load) === 'ipv4-payload') {
      this.#once('ip', tested, () => carries(this.#context, ETHERTYPE.ip, load.span));
    }
  }

  #leave(load: PacketLoad, tested: boolean): void {
    const transport = this.#transportOf(load);
    if (transport !== null) {
      this.#once(load.protocol, true, () => transportTest(this.#context, load, transport));
      return;
    }
    this.#once(load.protocol, tested, () => headerTest(this.#context, load));
    if (!tested && !this.#untested.has(load.protocol) && indexedHeader(load) !== 'link') {
      this.#untested.set(load.protocol, load);
    }
  }

  #transportOf(load: PacketLoad): OffsetVariable | null {
    return isTransport(load.protocol) ? this.#transport : null;
  }

  #once(name: string, tested: boolean, make: () => PacketTest): void {
    if (!this.#tests.has(name)) {
      const test = make();
      if (tested) {
        this.#tests.set(name, test);
      }
    }
  }

  #remark(): void {
    for (const [protocol, { span }] of this.#untested) {
      if (!this.#tests.has(protocol)) {
        const message =
          `this is read from packets of any protocol, since it is on the right of an operator; ` +
          `'${protocol} and …' before the relation tests for it`;
        this.#context.remark({ message, span });
      }
    }
  }
}

/** Tests for a transport protocol over IP of either version, and tells where its header is. */
function transportTest(
  context: MeaningContext,
  { protocol, span }: PacketLoad,
  transport: OffsetVariable,
): PacketTest {
  const { payload } = context.frame.offsets;
  const number = IP_PROTOCOLS.get(protocol)?.number ?? 0;
  return any(
    all(
      carries(context, ETHERTYPE.ip, span),
      isIpv4Protocol(payload, number),
      isFirstFragment(payload),
      assign(transport, { kind: 'place', place: ipv4Payload(payload) }),
    ),
    all(
      carries(context, ETHERTYPE.ip6, span),
      isIpv6NextHeader(payload, number),
      assign(transport, { kind: 'place', place: behind(payload, IPV6_HEADER_LENGTH) }),
    ),
  );
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
        context.frame.layer.ipVersionsAlike === true
          ? isProtocol(context, protocol, span)
          : isIpv4Protocol(header, IP_PROTOCOLS.get(protocol)?.number ?? 0),
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
