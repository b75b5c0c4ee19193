import { expect, test } from 'vitest';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { FilterSyntaxError, FilterTypeError } from '../../../../src/frontend/pcap-filter/errors.ts';

function suggestionFor(text: string): string | null {
  try {
    compileExpression(text);
  } catch (error) {
    if (error instanceof FilterSyntaxError || error instanceof FilterTypeError) {
      return error.suggestion;
    }
    throw error;
  }
  throw new Error(`${text} compiles`);
}

const SUGGESTIONS: readonly (readonly [string, string])[] = [
  // Misspelt words
  ['prot 80', 'proto'],
  ['tcp poort 80', 'port'],
  ['hots 1.2.3.4', 'host'],
  ['protochian 6', 'protochain'],
  ['braodcast', 'broadcast'],
  ['port 80 adn tcp', 'and'],
  ['vlan and mlps', 'mpls'],
  ['dst portrnge 1-2', 'portrange'],
  ['TCP', 'tcp'],
  ['tcp AND udp', 'and'],
  ['tcp OR udp', 'or'],

  // Other words for the same
  ['ipv6', 'ip6'],
  ['source host 1.2.3.4', 'src'],
  ['mac 00:11:22:33:44:55', 'ether host'],
  ['http', 'tcp port 80'],
  ['dhcp', 'udp port 67 or 68'],
  ['ping', 'icmp[icmptype] = icmp-echo'],
  ['len gt 5', '>'],

  // Wireshark's display filters
  ['tcp.port == 80', 'tcp port 80'],
  ['tcp and tcp.port == 80', 'tcp port 80'],
  ['host 1.2.3.4 and tcp.port == 80', 'tcp port 80'],
  ['udp.dstport eq 53', 'udp dst port 53'],
  ['ip.addr == 1.2.3.4', 'host 1.2.3.4'],
  ['ip.src != 1.2.3.4', 'not src host 1.2.3.4'],
  ['ip.addr == 10.0.0.0/8', 'net 10.0.0.0/8'],
  ['ipv6.dst == fe80::1', 'ip6 dst host fe80::1'],
  ['eth.addr == 00:11:22:33:44:55', 'ether host 00:11:22:33:44:55'],
  ['vlan.id == 5', 'vlan 5'],
  ['frame.len > 100', 'len > 100'],
  ['ip.ttl le 5', 'ip[8] <= 5'],
  ['tcp.flags.syn == 1', 'tcp[tcpflags] & tcp-syn != 0'],
  ['tcp.flags.reset == 0', 'tcp[tcpflags] & tcp-rst = 0'],

  // Addresses and networks
  ['net 10/8', 'net 10.0.0.0/8'],
  ['src net 10/8 and tcp', 'net 10.0.0.0/8'],
  ['net 172.16/255.240.0.0', 'net 172.16 mask 255.240.0.0'],
  ['net 10.0.0.0 mask 8', 'net 10.0.0.0/8'],
  ['net 10.0.0.0 mask 255', 'net 10.0.0.0/8'],
  ['net 10.1.2.3 mask 24', 'net 10.1.2.0/24'],
  ['net 172.16.0.0 mask 240', 'net 160.0.0.0/4'],
  ['net 10.0.0.0 netmask 255.0.0.0', 'net 10.0.0.0 mask 255.0.0.0'],
  ['10.0.0.0/8', 'net 10.0.0.0/8'],
  ['tcp and 1.2.3.4', 'host 1.2.3.4'],
  ['host 1.2.3.4:80', 'host 1.2.3.4 and port 80'],
  ['ip 1.2.3.4', 'ip host 1.2.3.4'],
  ['ip6 fe80::1', 'ip6 host fe80::1'],
  ['tcp 1.2.3.4', 'tcp and host 1.2.3.4'],
  ['ether 00:11:22:33:44:55', 'ether host 00:11:22:33:44:55'],
  ['00:11:22:33:44:55', 'ether host 00:11:22:33:44:55'],

  // Ports
  ['tcp 80', 'tcp port 80'],
  ['80', 'port 80'],
  ['port 80:90', 'portrange 80-90'],
  ['portrange 80 90', 'portrange 80-90'],
  ['port == 80', 'port 80'],
  ['port 80,443', 'or'],

  ['port 80-90', 'portrange 80-90'],
  ['port htttp', 'http'],
  ['port http_alt', 'http-alt'],

  // Qualifiers and operands that do not go together
  ['host 10.0.0.0/8', 'net 10.0.0.0/8'],
  ['ip src 10.0.0.0 mask 255.0.0.0', 'ip src net 10.0.0.0 mask 255.0.0.0'],
  ['dst host fe80::/10', 'dst net fe80::/10'],
  ['net 10.0.0.1/24', 'net 10.0.0.0/24'],
  ['net 10.1/8', 'net 10.0.0.0/8'],
  ['net 192.168.1.1 mask 255.255.0.0', 'net 192.168.0.0 mask 255.255.0.0'],
  ['tcp src host 1.2.3.4', 'tcp and src host 1.2.3.4'],
  ['udp host 1.2.3.4', 'udp and host 1.2.3.4'],
  ['tcp dst 80', 'tcp dst port 80'],
  ['host 1.2.3.4.80', 'host 1.2.3.4 and port 80'],
  ['proto \\icpm', 'icmp'],

  // Operators
  ['len => 5', '>='],
  ['len =< 5', '<='],
  ['len <> 5', '!='],
  ['len === 5', '=='],
  ['tcp & udp', 'and'],
  ['tcp | udp', 'or'],

  // Names of keywords, and numbers without a comparison
  ['ip proto tcp', 'proto \\tcp'],
  ['tcp-syn', 'tcp[tcpflags] & tcp-syn != 0'],
  ['tcp and tcp-syn', 'tcp[tcpflags] & tcp-syn != 0'],
  ['icmp-echo', 'icmp[icmptype] = icmp-echo'],
  ['icmp6-echo', 'icmp6[icmp6type] = icmp6-echo'],
  ['icmp 8', 'icmp[icmptype] = 8'],
  ['tcp[13] & 2', 'tcp[13] & 2 != 0'],
  ['tcp[tcpflags] & (tcp-syn|tcp-ack)', 'tcp[tcpflags] & (tcp-syn|tcp-ack) != 0'],
];

test.each(SUGGESTIONS)('%j: did you mean %j?', (text, suggestion) => {
  expect(suggestionFor(text)).toBe(suggestion);
});

/** Suggestions that are a part of an expression, not one of their own. */
const PARTS = /^(?:[\w-]+|ether host|[<>=!]+|net [\d.]+(?:\/\d+| mask [\d.]+))$/;

test.each(SUGGESTIONS.map(([, suggestion]) => suggestion).filter((one) => !PARTS.test(one)))(
  'the suggestion %j compiles',
  (suggestion) => {
    expect(() => compileExpression(suggestion)).not.toThrow();
  },
);

test.each(['qwertyuiop', 'tcp or ???', 'host 1.2.3.4 5.6.7.8', 'not', 'foo.bar == 5', 'net 300/8'])(
  'nothing is near %j',
  (text) => {
    expect(suggestionFor(text)).toBeNull();
  },
);

test('the suggestion ends the message', () => {
  expect(() => compileExpression('net 10/8')).toThrow(/; did you mean 'net 10\.0\.0\.0\/8'\?$/);
});
