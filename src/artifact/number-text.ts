import type { DominatorTree } from '../analysis/control-flow/dominator-tree.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId, ValueId } from '../ir/ids.ts';
import type { LoadInstr } from '../ir/ir.ts';
import { hex } from '../ir/print.ts';

/** EtherTypes, as filter expressions call them. Source: IEEE 802 Numbers, IANA. */
const ETHER_TYPES: ReadonlyMap<number, string> = new Map([
  [0x0800, 'ip'],
  [0x0806, 'arp'],
  [0x8035, 'rarp'],
  [0x8100, 'vlan'],
  [0x86dd, 'ip6'],
  [0x8847, 'mpls'],
  [0x8864, 'pppoes'],
  [0x88a8, 'vlan'],
]);

/** Protocols over IP, as filter expressions call them. Source: Protocol Numbers, IANA. */
const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'icmp6'],
  [89, 'ospf'],
  [132, 'sctp'],
]);

/**
 * Writes the numbers with which a filter compares what it loads as people do: addresses of IPv4 in four
 * parts, a word of IPv6 in two groups, ports in decimal, EtherTypes and protocols by name. What a field is,
 * is guessed by its width and by the EtherType that packets have there; the texts are for reading, and
 * whatever else there is comes in hexadecimal. Made in O(n) for n blocks.
 */
export class NumberTexts {
  readonly #filter: FilterView;
  /** By block, the EtherType that every packet has that comes to it, where one has been tested for. */
  readonly #types = new Map<BlockId, string>();

  constructor(filter: FilterView, tree: DominatorTree) {
    this.#filter = filter;
    for (const block of tree.preorder) {
      const above = tree.immediateDominator(block);
      const type = above === null ? null : (this.#tested(above, block) ?? this.#types.get(above));
      if (type !== null && type !== undefined) {
        this.#types.set(block, type);
      }
    }
  }

  /** `number`, with which `value` is compared in `block`. */
  textOf(block: BlockId, value: ValueId, number: number): string {
    const read = this.#loadOf(value);
    if (read === null) {
      return hex(number);
    }
    if (read.base !== null) {
      return read.width === 2 ? String(number) : hex(number);
    }
    switch (read.width) {
      case 4:
        return addressText(this.#types.get(block), number);
      case 2:
        return ETHER_TYPES.get(number) ?? hex(number);
      default:
        return PROTOCOLS.get(number) ?? hex(number);
    }
  }

  /** The numbers from `low` to `high`, in which `value` is in `block`. */
  rangeOf(
    block: BlockId,
    value: ValueId,
    { low, high }: { readonly low: number; readonly high: number },
  ): string {
    const isAddress = this.#loadOf(value)?.width === 4;
    const [from, to] = [low, high].map((number) =>
      isAddress ? this.textOf(block, value, number) : String(number),
    );
    return `${from}–${to}`;
  }

  /** The EtherType for which `above` tests, on the edge to `block`, if no other leads there. */
  #tested(above: BlockId, block: BlockId): string | null {
    if (this.#filter.predecessorCount(block) !== 1) {
      return null;
    }
    const { terminator } = this.#filter.block(above);
    if (terminator.kind === 'switch') {
      const [only, ...more] = terminator.cases.filter(({ target }) => target === block);
      return only === undefined || more.length > 0 || only.low !== only.high
        ? null
        : this.#typeNamed(terminator.value, only.low);
    }
    if (terminator.kind !== 'branch' || terminator.ifTrue !== block) {
      return null;
    }
    const test = this.#filter.findDefinition(terminator.test);
    const number = test?.kind === 'binary' ? this.#filter.findDefinition(test.rhs) : undefined;
    return test?.kind === 'binary' && test.op === 'eq' && number?.kind === 'const'
      ? this.#typeNamed(test.lhs, number.value)
      : null;
  }

  #typeNamed(value: ValueId, number: number): string | null {
    const read = this.#loadOf(value);
    return read?.width === 2 && read.base === null ? (ETHER_TYPES.get(number) ?? null) : null;
  }

  #loadOf(value: ValueId): LoadInstr | null {
    const instr = this.#filter.findDefinition(value);
    return instr?.kind === 'load' ? instr : null;
  }
}

function addressText(type: string | undefined, number: number): string {
  switch (type) {
    case 'ip':
    case 'arp':
    case 'rarp':
      return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
    case 'ip6':
      return `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
    default:
      return hex(number);
  }
}
