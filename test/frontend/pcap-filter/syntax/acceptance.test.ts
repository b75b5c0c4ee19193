import { describe, expect, test } from 'vitest';
import { libpcapCompile, PeerError } from '../../../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../../../src/engine/libpcap/library.ts';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { FilterSyntaxError, FilterTypeError } from '../../../../src/frontend/pcap-filter/errors.ts';
import { CONSTANTS } from '../../../../src/frontend/pcap-filter/syntax/constants.ts';
import { KEYWORDS, PROTOCOLS } from '../../../../src/frontend/pcap-filter/syntax/keywords.ts';
import { Random } from '../../../../src/support/random.ts';

/**
 * Words on which releases of libpcap differ: `vxlan` is new in 1.11, which also takes directions and
 * interface indices on Linux's live captures only, and DECnet addresses as `area.node` only.
 */
const CHANGED: ReadonlySet<string> = new Set(['vxlan', 'inbound', 'outbound', 'ifindex', 'decnet']);

const WORDS: readonly string[] = [
  ...[...KEYWORDS.keys(), ...PROTOCOLS.keys(), ...CONSTANTS.keys()].filter(
    (word) => !CHANGED.has(word),
  ),
  ...'( ) [ ] : + - * / % & | ^ << >> < > <= >= = == != && || !'.split(' '),
  ...'0 1 2 4 5 80 0x1f 017 10 10.1 192.168.1 1.2.3.4 ::1 fe80:: fe80::/10 $1f'.split(' '),
  ...'10.0.0.0/8 1.2.3.0/24 172.16/12 1:2:3:4:5:6 00:11:22:33:44:55'.split(' '),
];

const FREQUENT: readonly string[] =
  'tcp udp ip ip6 arp ether src dst host net port proto and or not ( ) [ ] = 1 80 1.2.3.4 len'.split(
    ' ',
  );

/** No names: libpcap would ask the system what they stand for. */
const PRIMITIVES: readonly string[] = [
  'host 1.2.3.4',
  'src net 10.0.0.0/8',
  'net 10.0.0.0 mask 255.0.0.0',
  'ip6 host ::1',
  'dst 1.2.3.4',
  'ether host 1:2:3:4:5:6',
  'tcp port 80',
  'src or dst port 80',
  'portrange 80',
  'ip proto 6',
  'ip[0] = 1',
  'tcp[13] & 2 != 0',
  '1 + len % 2 = 3',
  'less 5',
  'byte 1 = 2',
  'ip broadcast',
  'ether multicast',
  'vlan 5',
  'mpls',
  'pppoes 5',
  'geneve 5',
  'llc',
  'iso proto 5',
  'icmp[icmptype] = icmp-echo',
];

/** A few primitives with connectives, some words of which are wrong, missing or in excess. */
function mangledExpression(random: Random): string {
  const primitives = Array.from({ length: 1 + random.below(3) }, () => {
    const primitive = random.pick(PRIMITIVES);
    const negated = random.percent(20) ? `not ${primitive}` : primitive;
    return random.percent(20) ? `( ${negated} )` : negated;
  });
  const words = primitives.join(` ${random.pick(['and', 'or'])} `).split(' ');
  for (let changes = random.below(3); changes > 0; changes -= 1) {
    const word = random.pick(random.percent(50) ? FREQUENT : [...WORDS, ...words]);
    words.splice(
      random.below(words.length),
      random.below(2),
      ...(random.percent(70) ? [word] : []),
    );
  }
  return words.join(' ');
}

function randomWords(random: Random): string {
  return Array.from({ length: 1 + random.below(7) }, () =>
    random.pick(random.percent(70) ? FREQUENT : WORDS),
  ).join(' ');
}

/** The message of the error with which `compile` refuses; `null` where it does not. */
function refusal(compile: () => unknown): string | null {
  try {
    compile();
    return null;
  } catch (error) {
    if (
      error instanceof PeerError ||
      error instanceof FilterSyntaxError ||
      error instanceof FilterTypeError
    ) {
      return error.message;
    }
    throw error;
  }
}

const NETMASK = 0xffff_ff00;
const missing = libpcapUnavailable();

describe.skipIf(missing !== null)(`what libpcap takes ${missing ?? ''}`, () => {
  test.each([
    ['mangled expressions', 1, mangledExpression, 3000],
    ['random words', 2, randomWords, 3000],
  ] as const)('%s are taken or refused alike', (_, seed, generate, count) => {
    const random = new Random(seed);
    let taken = 0;
    for (let index = 0; index < count; index += 1) {
      const text = generate(random);
      const theirs = refusal(() =>
        libpcapCompile(text, { dlt: 1, optimize: false, netmask: NETMASK }),
      );
      const ours = refusal(() => compileExpression(text, { netmask: NETMASK }));
      expect(ours === null, `${text}: ${ours ?? theirs}`).toBe(theirs === null);
      taken += ours === null ? 1 : 0;
    }
    expect(taken).toBeGreaterThan(count / 100);
  });
});
