import { describe, expect, test } from 'vitest';
import { parseExpression, parseWithRemarks } from '../../../src/frontend/pcap-filter/parse.ts';
import { showExpression } from './show-expression.ts';

const parsed = (text: string): string => showExpression(parseExpression(text));

describe('and, or and not', () => {
  test.each([
    ['tcp or udp and ip', '(and (or [tcp] [udp]) [ip])'],
    ['tcp or (udp and ip)', '(or [tcp] (and [udp] [ip]))'],
    ['tcp && udp || ! ip', '(or (and [tcp] [udp]) (not [ip]))'],
    ['not tcp and udp', '(and (not [tcp]) [udp])'],
    ['not not (tcp and udp)', '(not (not (and [tcp] [udp])))'],
    ['', '[everything]'],
    [' \n', '[everything]'],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});

describe('inherited qualifiers', () => {
  test.each([
    ['tcp port 80 or 443', '(or [tcp port 80] [tcp port 443])'],
    ['port (80 or 443)', '(or [port 80] [port 443])'],
    ['port (not 80 and (443 or 22))', '(and (not [port 80]) (or [port 443] [port 22]))'],
    ['not host a and b', "(and (not [host 'a']) [host 'b'])"],
    ['host (a or b) and port 1', "(and (or [host 'a'] [host 'b']) [port 1])"],
    [
      'tcp port 80 and not (443 or 22)',
      '(and [tcp port 80] (not (or [tcp port 443] [tcp port 22])))',
    ],
    ['tcp port 80 or (udp port 53) or 443', '(or (or [tcp port 80] [udp port 53]) [tcp port 443])'],
    ['tcp port 80 or udp port 53 or 443', '(or (or [tcp port 80] [udp port 53]) [udp port 443])'],
    ['tcp port 80 and (443) + 1 = 444', '(and [tcp port 80] (= (+ 443 1) 444))'],
    ['port not ! 80', '(not (not [port 80]))'],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  test.each(['1.2.3.4', 'tcp or 443', '1 = 1 and 2', '(udp port 53) or 443', 'not 80'])(
    '%s has none to inherit',
    (text) => {
      expect(() => parsed(text)).toThrow(expect.objectContaining({ code: 'FILTER_SYNTAX' }));
    },
  );
});

describe('arithmetic', () => {
  test.each([
    ['1 + 2 * 3 = 7', '(= (+ 1 (* 2 3)) 7)'],
    ['1 - 2 - 3 = 7', '(= (- (- 1 2) 3) 7)'],
    ['1 | 2 & 3 << 4 + 5 = 0', '(= (| 1 (& 2 (<< 3 (+ 4 5)))) 0)'],
    ['10 % 4 + 3 = 3', '(= (% 10 (+ 4 3)) 3)'],
    ['2 * 7 % 4 = 6', '(= (* 2 (% 7 4)) 6)'],
    ['20 % 12 % 5 = 0', '(= (% 20 (% 12 5)) 0)'],
    ['12 & 10 ^ 3 = 8', '(= (& 12 (^ 10 3)) 8)'],
    ['1 % 2 * 3 + 4 = 0', '(= (% 1 (+ (* 2 3) 4)) 0)'],
    ['- 1 % 5 = 0', '(= (- (% 1 5)) 0)'],
    ['- 1 + 5 = 4', '(= (+ (- 1) 5) 4)'],
    ['1 - - 1 = 2', '(= (- 1 (- 1)) 2)'],
    ['(1 + 2) * (3) != len', '(!= (* (+ 1 2) 3) len)'],
    ['ip[ip[0] & 15:2] == tcp[tcpflags]', '(= ip[(& ip[0:1] 15):2] tcp[13:1])'],
    ['not 1 = 1 and (2 >= 1)', '(and (not (= 1 1)) (>= 2 1))'],
    ['((1)) < (2)', '(< 1 2)'],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  test('an operator without precedence is remarked on where C would read it otherwise', () => {
    expect(parseWithRemarks('10 % 4 + 3 = 3').remarks).toEqual([
      { message: expect.stringContaining("'+'"), span: { start: 7, end: 8 } },
    ]);
    expect(parseWithRemarks('10 + 4 % 3 = 3 and 1 + 2 * 3 - 4 = 3').remarks).toEqual([]);
  });
});

describe('primitives', () => {
  test.each([
    ['ip src or dst host 1.2.3.4', '[ip src or dst host 1.2.3.4]'],
    ['dst and src net 10.0.0.0/8', '[src and dst net 10.0.0.0/8]'],
    ['net 10.0 mask 255.255', '[net 10.0 mask 255.255]'],
    ['ip6 net fe80::/10', '[ip6 net fe80::/10]'],
    ['wlan addr1 1:2:3:4:5:6', '[link addr1 1:2:3:4:5:6]'],
    ['ip proto \\tcp', "[ip proto 'tcp']"],
    ['gateway router', "[gateway 'router']"],
    ['ether multicast', '[multicast protocol="link"]'],
    ['less 10', '[less bytes=10]'],
    ['byte 3 & 4', '[byte offset=3 operator="&" value=4]'],
    ['vlan', '[vlan number=null]'],
    ['vlan ((5)) and ip', '(and [vlan number=5] [ip])'],
    ['mpls 1 and pppoes 2', '(and [mpls number=1] [pppoes number=2])'],
    ['inbound or ifindex 3', '(or [inbound] [ifindex index=3])'],
    ['on em0', '[pf field="ifname" value="em0"]'],
    [
      'reason 0 and action pass',
      '(and [pf field="reason" value=0] [pf field="action" value="pass"])',
    ],
    ['wlan type mgt subtype 3', '[wlan-type protocol="link" type="mgt" subtype=3]'],
    ['subtype ack', '[wlan-type protocol=null type=null subtype="ack"]'],
    ['dir fromds', '[wlan-direction protocol=null direction="fromds"]'],
    ['llc rnr and llc', '(and [llc type="rnr"] [llc type=null])'],
    ['lane and fisu', '(and [traffic traffic="lane"] [traffic traffic="fisu"])'],
    ['vci 5', '[field field="vci" alternatives=[{"operator":"=","value":5}]]'],
    [
      'sio (> 1 or (2 or 3))',
      '[field field="sio" alternatives=[{"operator":">","value":1},{"operator":"=","value":2},{"operator":"=","value":3}]]',
    ],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});

test.each([
  '(',
  ')',
  '()',
  '(tcp',
  'tcp)',
  'tcp udp',
  'and',
  'tcp and',
  'not',
  'host',
  'src',
  'src or tcp',
  'port 80 + 1',
  'port (80 or tcp)',
  'port ((80 or 443) or 90)',
  'tcp 80',
  'ip 1.2.3.4',
  'src proto 6',
  'host net 1.2',
  'net 10/8',
  'host 1.2.3.4/',
  'net 1.2 mask',
  'ip[',
  'ip[0',
  'ip[]=1',
  'ip[0:(1)]=1',
  '1',
  'len',
  'tcp[0] & 1',
  '1 = 2 = 3',
  '(1 = 2) = 3',
  '1 + (2 = 3) = 4',
  'tcp = 1',
  '1 + (2 and 3) = 4',
  'less (5)',
  'less tcp',
  'byte 1 <= 2',
  'vlan 1 = 2',
  'vlan (1',
  'mpls tcp',
  'pppoed 5',
  'on 5',
  'rnr x',
  'subtype 5',
  'vci',
  'vci (1 and 2)',
  'vci (1',
  '1 => 2',
  'tcp[0]:1',
])('%s is no expression', (text) => {
  expect(() => parsed(text)).toThrow(expect.objectContaining({ code: 'FILTER_SYNTAX' }));
});

test('a load is of 1, 2 or 4 bytes', () => {
  expect(() => parsed('ip[0:3] = 1')).toThrow(expect.objectContaining({ code: 'FILTER_RANGE' }));
});

test.each([
  ['parentheses', `${'('.repeat(100_000)}tcp${')'.repeat(100_000)}`, 'protocol'],
  ['negations', `${'!'.repeat(100_000)}tcp`, 'not'],
  ['expressions to the right', `${'(tcp or '.repeat(100_000)}udp${')'.repeat(100_000)}`, 'or'],
  ['operations', `${'len % '.repeat(100_000)}1 = 1`, 'relation'],
  ['minuses', `${'- '.repeat(100_000)}1 = 1`, 'relation'],
  ['indexes', `${'ip['.repeat(100_000)}1${']'.repeat(100_000)} = 1`, 'relation'],
])('100,000 nested %s parse', (_, text, kind) => {
  expect(parseExpression(text).kind).toBe(kind);
});
