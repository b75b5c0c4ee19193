/** A word about a packet that is not in its bytes; Linux makes it up on request. */
export type AncillaryName =
  | 'protocol'
  | 'pkttype'
  | 'ifindex'
  | 'nlattr'
  | 'nlattr_nest'
  | 'mark'
  | 'queue'
  | 'hatype'
  | 'rxhash'
  | 'cpu'
  | 'alu_xor_x'
  | 'vlan_tag'
  | 'vlan_tag_present'
  | 'pay_offset'
  | 'random'
  | 'vlan_tpid';

/** The static facts about one ancillary word. */
export interface AncillaryWord {
  readonly name: AncillaryName;
  /** The distance from {@link ANCILLARY_BASE} in bytes. */
  readonly offset: number;
  /** The names after `#` in bpf_asm syntax, the preferred one first; empty where it has none. */
  readonly extensions: readonly string[];
  /** The name between brackets in a `tcpdump -d` listing. */
  readonly listing: string;
  readonly summary: string;
  /** Whether the word depends on A and X. */
  readonly readsRegisters: boolean;
}

/**
 * The absolute offset where Linux's ancillary words start, `SKF_AD_OFF` as a u32. An absolute load
 * of any width from there yields the word.
 *
 * Source: Linux include/uapi/linux/filter.h.
 */
export const ANCILLARY_BASE = 0xfffff000;

/**
 * The offset from which Linux counts bytes of the network header, `SKF_NET_OFF` as a u32, and of the
 * link-layer header, `SKF_LL_OFF`. Source: Linux include/uapi/linux/filter.h.
 */
export const NETWORK_BASE = 0xfff00000;
export const LINK_LAYER_BASE = 0xffe00000;

/**
 * The ancillary words, by rising offset.
 *
 * Source: Linux include/uapi/linux/filter.h and Documentation/networking/filter.rst (extension
 * names); the names in listings are those that tcpdump 4.99 prints.
 */
export const ANCILLARY_WORDS: readonly AncillaryWord[] = [
  word('protocol', 0, ['proto'], 'proto', 'the ethertype, skb->protocol'),
  word('pkttype', 4, ['type'], 'type', 'to us, broadcast, multicast, to others or outgoing'),
  word('ifindex', 8, ['ifidx'], 'ifidx', 'the index of the network interface'),
  word('nlattr', 12, ['nla'], 'nla', 'the offset of netlink attribute X, sought from offset A'),
  word('nlattr_nest', 16, ['nlan'], 'nlan', 'as nlattr, within the attribute at offset A'),
  word('mark', 20, ['mark'], 'mark', 'the mark that the firewall put on the packet'),
  word('queue', 24, ['queue'], 'queue', 'the receive queue'),
  word('hatype', 28, ['hatype'], 'hatype', 'the ARP hardware type of the interface'),
  word('rxhash', 32, ['rxhash'], 'rxhash', 'the flow hash'),
  word('cpu', 36, ['cpu'], 'cpu', 'the processor that runs the filter'),
  word('alu_xor_x', 40, [], 'xor_x', 'A ^ X, from before there was an xor'),
  word('vlan_tag', 44, ['vlan_tci'], 'vlan_tci', 'the VLAN tag that was taken off the packet'),
  word('vlan_tag_present', 48, ['vlan_avail', 'vlan_pr'], 'vlanp', '1 where there was a VLAN tag'),
  word('pay_offset', 52, ['poff'], 'poff', 'the offset of the payload in bytes'),
  word('random', 56, ['rand'], 'random', 'a random u32'),
  word('vlan_tpid', 60, ['vlan_tpid'], 'vlan_tpid', 'the ethertype of the VLAN tag'),
];

function word(
  name: AncillaryName,
  offset: number,
  extensions: readonly string[],
  listing: string,
  summary: string,
): AncillaryWord {
  const readsRegisters = name.startsWith('nlattr') || name === 'alu_xor_x';
  return { name, offset, extensions, listing, summary, readsRegisters };
}

const byName: ReadonlyMap<string, AncillaryWord> = new Map(
  ANCILLARY_WORDS.flatMap((each) =>
    [...each.extensions, each.listing].map((name) => [name, each] as const),
  ),
);

/** The ancillary word that an absolute load from `k` yields; `undefined` where it is none. */
export function ancillaryAt(k: number): AncillaryWord | undefined {
  const distance = k - ANCILLARY_BASE;
  return distance % 4 === 0 ? ANCILLARY_WORDS[distance / 4] : undefined;
}

/** The ancillary word that assembly text calls `name`, without the `#` or the brackets. */
export function ancillaryNamed(name: string): AncillaryWord | undefined {
  return byName.get(name);
}
