/**
 * What a field of Wireshark's display filters is here: what stands before its value, or with `$` an
 * expression with the value in its place.
 *
 * Source: wireshark-filter(4).
 */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['ip.addr', 'host $'],
  ['ip.host', 'host $'],
  ['ip.src', 'src host $'],
  ['ip.src_host', 'src host $'],
  ['ip.dst', 'dst host $'],
  ['ip.dst_host', 'dst host $'],
  ['ip.proto', 'ip proto $'],
  ['ip.ttl', 'ip[8] ? $'],
  ['ip.len', 'ip[2:2] ? $'],
  ['ip.id', 'ip[4:2] ? $'],
  ['ipv6.addr', 'ip6 host $'],
  ['ipv6.src', 'ip6 src host $'],
  ['ipv6.dst', 'ip6 dst host $'],
  ['ipv6.nxt', 'ip6 proto $'],
  ['ipv6.hlim', 'ip6[7] ? $'],
  ['eth.addr', 'ether host $'],
  ['eth.src', 'ether src $'],
  ['eth.dst', 'ether dst $'],
  ['eth.type', 'ether proto $'],
  ['vlan.id', 'vlan $'],
  ['mpls.label', 'mpls $'],
  ['frame.len', 'len ? $'],
  ['arp.opcode', 'arp[6:2] ? $'],
  ['icmp.type', 'icmp[icmptype] ? $'],
  ['icmp.code', 'icmp[icmpcode] ? $'],
  ['icmpv6.type', 'icmp6[icmp6type] ? $'],
  ['icmpv6.code', 'icmp6[icmp6code] ? $'],
  ['tcp.flags', 'tcp[tcpflags] ? $'],
  ['tcp.len', 'len ? $'],
  ...ports('tcp'),
  ...ports('udp'),
  ...ports('sctp'),
]);

function ports(protocol: string): readonly (readonly [string, string])[] {
  return [
    [`${protocol}.port`, `${protocol} port $`],
    [`${protocol}.srcport`, `${protocol} src port $`],
    [`${protocol}.dstport`, `${protocol} dst port $`],
  ];
}

/** The operators of display filters in words, and those of both languages. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['eq', '='],
  ['==', '='],
  ['=', '='],
  ['ne', '!='],
  ['!=', '!='],
  ['gt', '>'],
  ['>', '>'],
  ['ge', '>='],
  ['>=', '>='],
  ['lt', '<'],
  ['<', '<'],
  ['le', '<='],
  ['<=', '<='],
]);

/** A comparison of a display filter, at the start of a text. */
const COMPARISON =
  /^([a-z0-9_]+(?:\.[a-z0-9_]+)+)\s*(==|!=|>=|<=|[=<>]|(?:eq|ne|gt|ge|lt|le)\b)\s*([\w.:/-]+)/;

/** A test of a flag of the TCP header. */
const TCP_FLAG = /^tcp\.flags\.(fin|syn|reset|push|ack|urg|ece|cwr)\b\s*(?:==?\s*([01]))?/;

/** The flags whose names differ from those of display filters. */
const FLAG_NAMES: Readonly<Record<string, string>> = { reset: 'rst' };

/** What the comparison of a display filter at the start of `text` is here; `null` for none. */
export function fromDisplayFilter(text: string): string | null {
  const [, flag, wanted = '1'] = TCP_FLAG.exec(text) ?? [];
  if (flag !== undefined) {
    return `tcp[tcpflags] & tcp-${FLAG_NAMES[flag] ?? flag} ${wanted === '1' ? '!=' : '='} 0`;
  }
  const [, field = '', operator = '', value = ''] = COMPARISON.exec(text) ?? [];
  const pattern = FIELDS.get(field);
  const relation = OPERATORS.get(operator);
  if (pattern === undefined || relation === undefined) {
    return null;
  }
  const isCompared = pattern.includes('?');
  if (!isCompared && relation !== '=' && relation !== '!=') {
    return null;
  }
  const here = asNetwork(pattern, value).replace('?', relation).replace('$', value);
  return isCompared || relation === '=' ? here : `not ${here}`;
}

/** An address with a prefix length is of a network. */
function asNetwork(pattern: string, value: string): string {
  return value.includes('/') ? pattern.replace('host', 'net') : pattern;
}
