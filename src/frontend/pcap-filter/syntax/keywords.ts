/** A protocol that can qualify a primitive, be tested by its name, or be indexed by `[…]`. */
export type Protocol =
  | 'link'
  | 'ip'
  | 'arp'
  | 'rarp'
  | 'tcp'
  | 'udp'
  | 'sctp'
  | 'icmp'
  | 'igmp'
  | 'igrp'
  | 'pim'
  | 'vrrp'
  | 'carp'
  | 'atalk'
  | 'aarp'
  | 'decnet'
  | 'lat'
  | 'sca'
  | 'moprc'
  | 'mopdl'
  | 'ip6'
  | 'icmp6'
  | 'ah'
  | 'esp'
  | 'iso'
  | 'esis'
  | 'isis'
  | 'clnp'
  | 'l1'
  | 'l2'
  | 'iih'
  | 'lsp'
  | 'snp'
  | 'csnp'
  | 'psnp'
  | 'stp'
  | 'ipx'
  | 'netbeui'
  | 'radio';

/** A keyword that is not the name of a protocol, in the one spelling that the parser uses. */
export type Keyword =
  | 'and'
  | 'or'
  | 'not'
  | 'src'
  | 'dst'
  | 'addr1'
  | 'addr2'
  | 'addr3'
  | 'addr4'
  | 'ra'
  | 'ta'
  | 'host'
  | 'net'
  | 'mask'
  | 'port'
  | 'portrange'
  | 'proto'
  | 'protochain'
  | 'gateway'
  | 'broadcast'
  | 'multicast'
  | 'less'
  | 'greater'
  | 'byte'
  | 'len'
  | 'inbound'
  | 'outbound'
  | 'ifindex'
  | 'vlan'
  | 'mpls'
  | 'pppoed'
  | 'pppoes'
  | 'geneve'
  | 'vxlan'
  | 'ifname'
  | 'reason'
  | 'action'
  | 'rnr'
  | 'srnr'
  | 'rset'
  | 'type'
  | 'subtype'
  | 'dir'
  | 'llc'
  | AtmField
  | AtmTest
  | Ss7Field
  | Ss7Test;

/** A field of an ATM cell that is compared with numbers. */
export type AtmField = 'vpi' | 'vci';

/** A kind of ATM traffic that is tested by its name. */
export type AtmTest =
  | 'lane'
  | 'metac'
  | 'bcc'
  | 'sc'
  | 'ilmic'
  | 'oam'
  | 'oamf4'
  | 'oamf4ec'
  | 'oamf4sc'
  | 'connectmsg'
  | 'metaconnect';

/** A field of an SS7 signal unit that is compared with numbers; `h…` with the extended header. */
export type Ss7Field = 'sio' | 'opc' | 'dpc' | 'sls' | 'hsio' | 'hopc' | 'hdpc' | 'hsls';

/** A kind of SS7 signal unit that is tested by its name; `h…` with the extended header. */
export type Ss7Test = 'fisu' | 'lssu' | 'msu' | 'hfisu' | 'hlssu' | 'hmsu';

/** Pairs each name with itself. */
const plain = <Name extends string>(...names: readonly Name[]): [string, Name][] =>
  names.map((name) => [name, name]);

/** Pairs other spellings of `name` with it. */
const alias = <Name extends string>(
  name: Name,
  ...spellings: readonly string[]
): [string, Name][] => spellings.map((spelling) => [spelling, name]);

/**
 * The protocol that each spelling names.
 *
 * Source: pcap-filter(7); aliases as libpcap 1.10 takes them.
 */
export const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ...alias('link', 'link', 'ether', 'ppp', 'slip', 'fddi', 'tr', 'wlan'),
  ...plain<Protocol>('ip', 'arp', 'rarp', 'tcp', 'udp', 'sctp', 'icmp', 'igmp', 'igrp', 'pim'),
  ...plain<Protocol>('vrrp', 'carp', 'atalk', 'aarp', 'decnet', 'lat', 'sca', 'moprc', 'mopdl'),
  ...plain<Protocol>('ip6', 'icmp6', 'ah', 'esp', 'iso', 'esis', 'isis', 'clnp', 'l1', 'l2'),
  ...plain<Protocol>('iih', 'lsp', 'snp', 'csnp', 'psnp', 'stp', 'ipx', 'netbeui', 'radio'),
  ...alias('esis', 'es-is'),
  ...alias('isis', 'is-is'),
]);

/** The keyword that each spelling stands for. The symbols `&&`, `||` and `!` are in the lexer. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ...plain<Keyword>('and', 'or', 'not', 'src', 'dst', 'addr1', 'addr2', 'addr3', 'addr4'),
  ...plain<Keyword>('ra', 'ta', 'host', 'net', 'mask', 'port', 'portrange', 'proto'),
  ...plain<Keyword>('protochain', 'gateway', 'broadcast', 'multicast', 'less', 'greater', 'byte'),
  ...plain<Keyword>('len', 'inbound', 'outbound', 'ifindex', 'vlan', 'mpls', 'pppoed', 'pppoes'),
  ...plain<Keyword>('geneve', 'vxlan', 'ifname', 'reason', 'action', 'rnr', 'srnr', 'rset'),
  ...plain<Keyword>('type', 'subtype', 'dir', 'llc'),
  ...plain<Keyword>('vpi', 'vci', 'lane', 'metac', 'bcc', 'sc', 'ilmic', 'oam', 'oamf4'),
  ...plain<Keyword>('oamf4ec', 'oamf4sc', 'connectmsg', 'metaconnect'),
  ...plain<Keyword>('sio', 'opc', 'dpc', 'sls', 'hsio', 'hopc', 'hdpc', 'hsls'),
  ...plain<Keyword>('fisu', 'lssu', 'msu', 'hfisu', 'hlssu', 'hmsu'),
  ...alias('addr1', 'address1'),
  ...alias('addr2', 'address2'),
  ...alias('addr3', 'address3'),
  ...alias('addr4', 'address4'),
  ...alias('len', 'length'),
  ...alias('ifname', 'on'),
  ...alias('rset', 'ruleset'),
  ...alias('rnr', 'rulenum'),
  ...alias('srnr', 'subrulenum'),
  ...alias('dir', 'direction'),
  ...alias('lssu', 'lsu'),
]);
