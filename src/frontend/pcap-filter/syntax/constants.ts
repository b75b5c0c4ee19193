/** Each name with the number that is its place in the list, counting from `first`. */
const numbered = (first: number, ...names: readonly string[]): [string, number][] =>
  names.map((name, index) => [name, first + index]);

/**
 * The names that stand for a number wherever one may stand: byte offsets into headers, message
 * types and flags.
 *
 * Source: pcap-filter(7); RFC 792, RFC 9293 and the IANA registry "ICMPv6 type Numbers".
 */
export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['icmptype', 0],
  ['icmpcode', 1],
  ['icmp-echoreply', 0],
  ...numbered(3, 'icmp-unreach', 'icmp-sourcequench', 'icmp-redirect'),
  ...numbered(8, 'icmp-echo', 'icmp-routeradvert', 'icmp-routersolicit', 'icmp-timxceed'),
  ...numbered(12, 'icmp-paramprob', 'icmp-tstamp', 'icmp-tstampreply', 'icmp-ireq'),
  ...numbered(16, 'icmp-ireqreply', 'icmp-maskreq', 'icmp-maskreply'),

  ['icmp6type', 0],
  ['icmp6code', 1],
  ...numbered(1, 'icmp6-destinationunreach', 'icmp6-packettoobig', 'icmp6-timeexceeded'),
  ['icmp6-parameterproblem', 4],
  ...numbered(128, 'icmp6-echo', 'icmp6-echoreply', 'icmp6-multicastlistenerquery'),
  ...numbered(131, 'icmp6-multicastlistenerreportv1', 'icmp6-multicastlistenerdone'),
  ...numbered(133, 'icmp6-routersolicit', 'icmp6-routeradvert', 'icmp6-neighborsolicit'),
  ...numbered(136, 'icmp6-neighboradvert', 'icmp6-redirect', 'icmp6-routerrenum'),
  ...numbered(139, 'icmp6-nodeinformationquery', 'icmp6-nodeinformationresponse'),
  ...numbered(141, 'icmp6-ineighbordiscoverysolicit', 'icmp6-ineighbordiscoveryadvert'),
  ...numbered(143, 'icmp6-multicastlistenerreportv2', 'icmp6-homeagentdiscoveryrequest'),
  ...numbered(145, 'icmp6-homeagentdiscoveryreply', 'icmp6-mobileprefixsolicit'),
  ...numbered(147, 'icmp6-mobileprefixadvert', 'icmp6-certpathsolicit', 'icmp6-certpathadvert'),
  ...numbered(151, 'icmp6-multicastrouteradvert', 'icmp6-multicastroutersolicit'),
  ['icmp6-multicastrouterterm', 153],

  ['tcpflags', 13],
  ['tcp-fin', 0x01],
  ['tcp-syn', 0x02],
  ['tcp-rst', 0x04],
  ['tcp-push', 0x08],
  ['tcp-ack', 0x10],
  ['tcp-urg', 0x20],
  ['tcp-ece', 0x40],
  ['tcp-cwr', 0x80],
]);
