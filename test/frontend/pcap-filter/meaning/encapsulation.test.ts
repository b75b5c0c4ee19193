import { describe, expect, test } from 'vitest';
import {
  compileExpression,
  type ExpressionOptions,
} from '../../../../src/frontend/pcap-filter/compile.ts';
import { interpret } from '../../../../src/interpret/interpret.ts';
import { parseProgram } from '../../../../src/isa/cbpf/formats.ts';
import { Random } from '../../../../src/support/random.ts';
import { verify } from '../../../../src/verify/verify.ts';
import { disagreement } from '../agreement.ts';
import { directedPacket } from '../directed-packets.ts';

const ETHER = 'aaaaaaaaaaaabbbbbbbbbbbb';
const IPV4_UDP = '4500001c000000004011000001020304050607080035003500080000';
const TAG = '81000005';

function accepts(text: string, hex: string, options: ExpressionOptions = {}): boolean {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  const { filter } = compileExpression(text, options);
  return interpret(filter, { bytes, wirelen: bytes.length }) !== 0;
}

const SCOPED: ExpressionOptions = { encapsulation: 'scoped' };

describe('where an encapsulation ends', () => {
  const plain = `${ETHER}0800${IPV4_UDP}`;
  const tagged = `${ETHER}${TAG}0800${IPV4_UDP}`;

  test.each([
    // Behind `or`, libpcap still looks behind the tag.
    ['vlan 7 or udp', plain, false, true],
    ['vlan 7 or udp', tagged, true, false],
    ['(vlan and ip) and udp', tagged, true, true],
    ['vlan and (arp or udp)', tagged, true, true],
    ['not vlan and udp', plain, false, true],
    ['(vlan 7 or mpls) or udp', plain, false, true],
    ['vlan and ip or udp', plain, false, true],
    ['udp or vlan and udp', tagged, true, false],
  ])('%s on %s: by the text %s, scoped %s', (text, hex, byText, scoped) => {
    expect(accepts(text, hex)).toBe(byText);
    expect(accepts(text, hex, SCOPED)).toBe(scoped);
  });

  test('a remark says where the text goes on behind it', () => {
    const text = 'vlan 7 and ip or udp port 53 or tcp';
    const { remarks } = compileExpression(text);
    expect(remarks.filter(({ message }) => message.includes("'vlan'"))).toEqual([
      expect.objectContaining({ span: { start: 26, end: 28 } }),
    ]);
    expect(
      compileExpression(text, SCOPED).remarks.filter(({ message }) => message.includes("'vlan'")),
    ).toEqual([]);
    expect(compileExpression('vlan 7 and ip and udp').remarks).toEqual([]);
  });
});

describe('offsets that only some ways work out', () => {
  const filters = [
    'geneve or udp port 53',
    '(geneve and tcp or not vxlan) and ip6 host ::1',
    'not geneve and (vxlan 5 or ether host 1:2:3:4:5:6)',
    'geneve and geneve and vlan 3 and geneve and tcp[13] & 2 != 0',
    'udp or (vxlan or geneve) and host 1.2.3.4 or arp',
  ];
  for (const text of filters) {
    for (const encapsulation of ['libpcap', 'scoped'] as const) {
      test(`${text} (${encapsulation}) is valid IR`, () => {
        const { filter } = compileExpression(text, { encapsulation });
        expect(verify(filter)).toEqual([]);
      });
    }
  }

  test('they are 0 elsewhere, as scratch memory is in libpcap', () => {
    const { filter } = compileExpression('geneve or ether[0] = 0xaa');
    const bytes = Uint8Array.from(Buffer.from(`${ETHER}0806${'00'.repeat(28)}`, 'hex'));
    expect(interpret(filter, { bytes, wirelen: bytes.length })).not.toBe(0);
  });
});

/** What tcpdump 4.99.3 prints for an Ethernet interface of Linux, unoptimized. */
const LINUX_LISTINGS: ReadonlyMap<string, string> = new Map([
  [
    'vlan 10 and ip',
    `(000) ld #0x0
(001) st M[0]
(002) st M[1]
(003) ldb [vlanp]
(004) jeq #0x1 jt 17 jf 5
(005) ld M[0]
(006) add #4
(007) st M[0]
(008) ld M[1]
(009) add #4
(010) st M[1]
(011) ldh [12]
(012) jeq #0x8100 jt 17 jf 13
(013) ldh [12]
(014) jeq #0x88a8 jt 17 jf 15
(015) ldh [12]
(016) jeq #0x9100 jt 17 jf 28
(017) ldb [vlanp]
(018) jeq #0x1 jt 19 jf 21
(019) ldb [vlan_tci]
(020) ja 22
(021) ldh [14]
(022) and #0xfff
(023) jeq #0xa jt 24 jf 28
(024) ldx M[1]
(025) ldh [x + 12]
(026) jeq #0x800 jt 27 jf 28
(027) ret #262144
(028) ret #0`,
  ],
  [
    'vlan and vlan 7 and ip',
    `(000) ld #0x0
(001) st M[0]
(002) st M[1]
(003) ldb [vlanp]
(004) jeq #0x1 jt 17 jf 5
(005) ld M[0]
(006) add #4
(007) st M[0]
(008) ld M[1]
(009) add #4
(010) st M[1]
(011) ldh [12]
(012) jeq #0x8100 jt 17 jf 13
(013) ldh [12]
(014) jeq #0x88a8 jt 17 jf 15
(015) ldh [12]
(016) jeq #0x9100 jt 17 jf 34
(017) ldx M[1]
(018) ldh [x + 12]
(019) jeq #0x8100 jt 26 jf 20
(020) ldx M[1]
(021) ldh [x + 12]
(022) jeq #0x88a8 jt 26 jf 23
(023) ldx M[1]
(024) ldh [x + 12]
(025) jeq #0x9100 jt 26 jf 34
(026) ldx M[0]
(027) ldh [x + 14]
(028) and #0xfff
(029) jeq #0x7 jt 30 jf 34
(030) ldx M[1]
(031) ldh [x + 16]
(032) jeq #0x800 jt 33 jf 34
(033) ret #262144
(034) ret #0`,
  ],
]);

test.each([...LINUX_LISTINGS])(
  '%s where Linux keeps the tag beside the packet',
  (text, listing) => {
    const program = parseProgram(listing, 'd');
    const random = new Random(3);
    const packets = Array.from({ length: 400 }, () => directedPacket(program, random));
    const { filter } = compileExpression(text, { linux: true });
    expect(disagreement(filter, program, packets)).toBeNull();
  },
);

describe('extensions', () => {
  const tcp = (flags: string): string => `0050005000000000000000005${'0'}${flags}000000000000`;
  const overIpv6 = `${ETHER}86dd60000000001406400000000000000000000000000000000100000000000000000000000000000002`;
  const overIpv4 = `${ETHER}08004500002800000000400600000102030405060708`;

  test('transport headers can be indexed over IPv6', () => {
    const text = 'tcp[13] & 2 != 0';
    const withSyn = overIpv6 + tcp('02');
    expect(accepts(text, withSyn)).toBe(false);
    expect(accepts(text, withSyn, { extensions: true })).toBe(true);
    expect(accepts(text, overIpv6 + tcp('10'), { extensions: true })).toBe(false);
    expect(accepts(`ip6 and ${text}`, withSyn, { extensions: true })).toBe(true);
    expect(accepts(text, overIpv4 + tcp('02'), { extensions: true })).toBe(true);
    expect(accepts('udp[0:2] = 80', withSyn, { extensions: true })).toBe(false);
  });

  test('an operator tests for the transport protocol on its right, too', () => {
    const text = '1 + tcp[13] = 3';
    const udp = overIpv4.replace('4006', '4011') + tcp('02');
    expect(accepts(text, udp, { extensions: true })).toBe(false);
    expect(accepts(text, udp)).toBe(true);
    expect(compileExpression(text).remarks.map(({ span }) => span)).toContainEqual({
      start: 4,
      end: 11,
    });
  });
});
