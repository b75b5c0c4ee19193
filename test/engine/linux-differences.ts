/** One thing that Linux's classic BPF does otherwise than libpcap's interpreter, and a program that shows it. */
export interface Difference {
  readonly what: string;
  /** A program in the syntax of bpf_asm, its lines parted by semicolons. */
  readonly text: string;
  /** The packet in hex. */
  readonly packet: string;
  /** The bytes that a pair of sockets keeps, so at most the packet's length. */
  readonly linux: number;
  /** The bytes that libpcap's interpreter keeps of them. */
  readonly libpcap: number;
  /**
   * What the program is about that is not in the packet, so that machine code does not run it: words, or
   * headers, which the virtual machine has none of either.
   */
  readonly beside?: 'words' | 'headers';
}

const ATTRIBUTES = '05000200000000000400070008000000';
const NESTED_ATTRIBUTE = '0c0002000800070000000000';

/** Words that are 0 for packets of a pair of sockets; where libpcap looks, the packet has ended. */
const ZERO_WORDS = [
  'proto',
  'type',
  'mark',
  'queue',
  'rxhash',
  'vlan_tci',
  'vlan_avail',
  'vlan_tpid',
];

/**
 * All differences in what valid programs mean. What either refuses stands with the machines
 * (`isa/cbpf/machines.ts`), and how the words are numbered in `isa/cbpf/ancillary.ts`.
 *
 * Source: Linux net/core/filter.c and include/uapi/linux/filter.h; libpcap's bpf_filter.c.
 */
export const DIFFERENCES: readonly Difference[] = [
  ...shifts(),
  ...wrappedAddresses(),
  ...headers(),
  ...words(),
];

function shifts(): readonly Difference[] {
  const what = 'a shift by X takes the low five bits of X, and is not 0 from 32 on';
  return [
    { what, text: 'ldb [0]; ldx #33; lsh x; ret a', packet: '020304050607', linux: 4, libpcap: 0 },
    { what, text: 'ldb [0]; ldx #33; rsh x; ret a', packet: '0a0304050607', linux: 5, libpcap: 0 },
    {
      what,
      text: 'ldb [0]; tax; ld #1; lsh x; ret a',
      packet: '220304050607',
      linux: 4,
      libpcap: 0,
    },
    {
      what,
      text: 'ldb [0]; tax; ld #1; lsh x; ret a',
      packet: '020304050607',
      linux: 4,
      libpcap: 4,
    },
  ];
}

function wrappedAddresses(): readonly Difference[] {
  const row = (text: string, packet: string, linux: number, libpcap = 0): Difference => ({
    what: 'an address that counts from X wraps around 2^32, and is not past the end',
    text,
    packet,
    linux,
    libpcap,
  });
  return [
    row('ldx #len; ldb [x + 0xffffffff]; ret a', '010203', 3),
    row('ldx #0xfffffffe; ldh [x + 2]; and #3; ret a', '010203', 2),
    row('ldb [0]; neg; tax; ldb [x + 4]; ret a', '02030401', 4),
    row('ld [0]; tax; ldb [x + 9]; ret a', 'fffffffc020304', 3),
    row('ldb [0]; tax; ldb [x + 2]; ret a', '010203040506', 4, 4),
    row('ldxb 4*([0]&0xf); ldb [x + 0xfffffffd]; ret a', '01020304', 2),
    row('ldx #4; ldb [x + 0xffffffff]; ret a', '01020304', 4),
    row('ldx #5; ldb [x + 0xffffffff]; ret a', '01020304', 0),
    row('ldx #4; ldh [x + 0xfffffffe]; and #7; ret a', '01020304', 4),
    row('ldx #4; ldh [x + 0xffffffff]; and #7; ret a', '01020304', 0),
    row('ldx #4; ld [x + 0xfffffffc]; and #7; ret a', '01020304', 4),
    row('ldx #4; ld [x + 0xfffffffd]; and #7; ret a', '01020304', 0),
  ];
}

function headers(): readonly Difference[] {
  const rows = (what: string, programs: readonly (readonly [string, number])[]): Difference[] =>
    programs.map(([text, linux]) => ({
      what,
      text,
      packet: '00000002',
      linux,
      libpcap: 0,
      beside: 'headers',
    }));
  return [
    ...rows('from SKF_NET_OFF on addresses count from the network header', [
      ['ldb [0xfff00003]; ret a', 2],
      ['ldb [0xfff00004]; ret #1', 0],
      ['ldh [0xfff00002]; ret a', 2],
      ['ldh [0xfff00003]; ret #1', 0],
      ['ld [0xfff00000]; ret a', 2],
      ['ld [0xfff00001]; ret #1', 0],
      ['ldx #3; ldb [x + 0xfff00000]; ret a', 2],
      ['ldx #4; ldb [x + 0xfff00000]; ret #1', 0],
      ['ldx #2; ldh [x + 0xfff00000]; ret a', 2],
      ['ldx #3; ldh [x + 0xfff00000]; ret #1', 0],
      ['ldx #0xfff00000; ld [x + 0]; ret a', 2],
      ['ldx #0xfff00000; ld [x + 1]; ret #1', 0],
      ['ldx #4; ldb [x + 0xffefffff]; ret a', 2],
      ['ld [0]; sub #0xfffff; tax; ldb [x + 0]; ret a', 2],
    ]),
    ...rows('from SKF_LL_OFF on they count from the link-layer header, if there is one', [
      ['ldb [0xffe00000]; ret #1', 0],
      ['ldh [0xffe00000]; ret #1', 0],
      ['ld [0xffe00000]; ret #1', 0],
      ['ldx #3; ldb [x + 0xffe00000]; ret #1', 0],
      ['ldx #0xffefffff; ldb [x + 0]; ret #1', 0],
    ]),
    ...rows('before SKF_LL_OFF no negative address has anything', [
      ['ldb [0xffdfffff]; ret #1', 0],
      ['ldx #0x80000000; ldb [x + 0]; ret #1', 0],
      ['ldx #1; ldb [x + 0x7fffffff]; ret #1', 0],
    ]),
    ...rows('words have constant addresses: from X on there is the network header', [
      ['ldx #48; ld [x + 0xfffff000]; ret #1', 0],
      ['ldx #0xfffff000; ldb [x + 40]; ret #1', 0],
    ]),
  ];
}

function words(): readonly Difference[] {
  const row = (what: string, text: string, packet: string, linux: number): Difference => ({
    what,
    text,
    packet,
    linux,
    libpcap: 0,
    beside: 'words',
  });
  const whole = 'a word comes whole, whatever the width of the load';
  return [
    ...ZERO_WORDS.map((name) =>
      row(
        'a word never ends the program, be it unknown or 0',
        `ld #${name}; add #3; ret a`,
        '01020304',
        3,
      ),
    ),
    row(whole, 'ld #0x101; ldx #0x002; ld [0xfffff028]; rsh #8; ret a', '010203', 1),
    row(whole, 'ld #0x101; ldx #0x002; ldh [0xfffff028]; rsh #8; ret a', '010203', 1),
    row(whole, 'ld #0x101; ldx #0x002; ldb [0xfffff028]; rsh #8; ret a', '010203', 1),
    row('alu_xor_x is A ^ X', 'ld #6; ldx #5; ldb [0xfffff028]; ret a', '010203', 3),
    row('nlattr finds attribute X from A on', 'ldx #7; ld #0; ld #nla; ret a', ATTRIBUTES, 8),
    row('or yields 0', 'ldx #6; ld #0; ld #nla; add #3; ret a', ATTRIBUTES, 3),
    row(
      'nlattr_nest finds it within the one at A',
      'ldx #7; ld #0; ld #nlan; ret a',
      NESTED_ATTRIBUTE,
      4,
    ),
    row('random is any u32', 'ld #rand; and #0; add #3; ret a', '01020304', 3),
  ];
}
