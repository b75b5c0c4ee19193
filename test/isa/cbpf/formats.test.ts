import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANCILLARY_BASE, ANCILLARY_WORDS } from '../../../src/isa/cbpf/ancillary.ts';
import { decodeProgram } from '../../../src/isa/cbpf/decode.ts';
import { encodeProgram } from '../../../src/isa/cbpf/encode.ts';
import {
  CBPF_FORMATS,
  type CbpfFormat,
  detectFormat,
  isCbpfFormat,
  parseProgram,
  printProgram,
} from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { CBPF_OPCODES, isConditionalJump } from '../../../src/isa/cbpf/opcodes.ts';
import { programs } from './random-program.ts';

const formats = Object.keys(CBPF_FORMATS) as CbpfFormat[];

/** `ldh [12]`, `jeq #0x800`, and a return each. */
const ethernetIp: CbpfProgram = [
  { code: 0x28, jt: 0, jf: 0, k: 12 },
  { code: 0x15, jt: 0, jf: 1, k: 0x800 },
  { code: 0x06, jt: 0, jf: 0, k: 262_144 },
  { code: 0x06, jt: 0, jf: 0, k: 0 },
];

/** Every opcode once, and every ancillary word. */
const everything: CbpfProgram = [
  ...CBPF_OPCODES.map((op) => ({
    code: op.code,
    jt: isConditionalJump(op) ? 1 : 0,
    jf: 0,
    k: ['none', 'index', 'accumulator', 'length'].includes(op.operand) ? 0 : 2,
  })),
  ...ANCILLARY_WORDS.map(({ offset }) => ({
    code: 0x20,
    jt: 0,
    jf: 0,
    k: ANCILLARY_BASE + offset,
  })),
  { code: 0x06, jt: 0, jf: 0, k: 0 },
];

test('what each format looks like', () => {
  expect(printProgram(ethernetIp, 'asm')).toBe(`\
        ldh [12]
        jne #0x800, L3
        ret #262144
L3:     ret #0
`);
  expect(printProgram(ethernetIp, 'd')).toBe(
    [
      '(000) ldh      [12]\n',
      '(001) jeq      #0x800           jt 2\tjf 3\n',
      '(002) ret      #262144\n',
      '(003) ret      #0\n',
    ].join(''),
  );
  expect(printProgram(ethernetIp, 'dd')).toBe(`\
{ 0x28, 0, 0, 0x0000000c },
{ 0x15, 0, 1, 0x00000800 },
{ 0x6, 0, 0, 0x00040000 },
{ 0x6, 0, 0, 0x00000000 },
`);
  expect(printProgram(ethernetIp, 'ddd')).toBe(
    '4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n',
  );
  expect(printProgram(ethernetIp, 'xt')).toBe('4,40 0 0 12,21 0 1 2048,6 0 0 262144,6 0 0 0\n');
  expect([...printProgram(ethernetIp, 'raw').subarray(0, 16)]).toEqual([
    0x28, 0, 0, 0, 12, 0, 0, 0, 0x15, 0, 0, 1, 0, 8, 0, 0,
  ]);
});

/** What a format is taken for: that for tc looks as that for iptables. */
const alike = (format: CbpfFormat): CbpfFormat => (format === 'tc' ? 'xt' : format);

describe.each(formats)('%s', (format) => {
  test('reads every opcode and ancillary word as it prints it', () => {
    expect(parseProgram(printProgram(everything, format), format)).toEqual(everything);
  });

  test('reads any program as it prints it, and tells the format', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const printed = printProgram(program, format);
        expect(parseProgram(printed, format)).toEqual(program);
        expect(detectFormat(printed)).toBe(alike(format));
      }),
      { numRuns: 200 },
    );
  });

  test('reads its text from bytes', () => {
    const printed = printProgram(ethernetIp, format);
    const bytes = typeof printed === 'string' ? new TextEncoder().encode(printed) : printed;
    expect(detectFormat(bytes)).toBe(alike(format));
    expect(parseProgram(bytes, format)).toEqual(ethernetIp);
  });
});

test('numbers of four fields keep what text can not show', () => {
  const odd: CbpfProgram = [{ code: 0xffff, jt: 255, jf: 254, k: 0xffff_ffff }];
  for (const format of ['dd', 'ddd', 'xt', 'raw'] as const) {
    expect(parseProgram(printProgram(odd, format), format)).toEqual(odd);
  }
});

test('a listing shows opcodes that do not exist', () => {
  const program: CbpfProgram = [{ code: 0x55, jt: 1, jf: 2, k: 7 }];
  expect(printProgram(program, 'd')).toBe('(000) unimp    0x55\n');
  expect(() => parseProgram('(000) unimp    0x55', 'd')).toThrow(
    "line 1: no instruction is called 'unimp'",
  );
});

test('a listing shows numbers from 2^31 up as negative, as tcpdump does', () => {
  const program: CbpfProgram = [
    { code: 0x06, jt: 0, jf: 0, k: 0xffff_ffff },
    { code: 0x40, jt: 0, jf: 0, k: 0xffff_fffc },
    { code: 0x00, jt: 0, jf: 0, k: 0xffff_ffff },
  ];
  const listing = '(000) ret      #-1\n(001) ld       [x + -4]\n(002) ld       #0xffffffff\n';
  expect(printProgram(program, 'd')).toBe(listing);
  expect(parseProgram(listing, 'd')).toEqual(program);
});

test('a listing may jump back by ja, as libpcap does for protochain', () => {
  const listing = '(000) tax      \n(001) ja       0\n(002) ret      #0\n';
  const program = parseProgram(listing, 'd');
  expect(program[1]).toEqual({ code: 0x05, jt: 0, jf: 0, k: 0xffff_fffe });
  expect(printProgram(program, 'd')).toBe(listing);
});

test.each([
  ['; a comment\n(000) ret #0', 'd'],
  ['/* a comment */ { 0x6, 0, 0, 0 }', 'dd'],
  ['1\n6 0 0 0', 'ddd'],
  ['1,6 0 0 0,', 'xt'],
  ['# a comment\n\n  ret #0', 'asm'],
  ['', 'asm'],
] as const)('%j is %s', (text, format) => {
  expect(detectFormat(text)).toBe(format);
});

test('xt may end in a comma, initializers without one', () => {
  const ret = [{ code: 6, jt: 0, jf: 0, k: 1 }];
  expect(parseProgram('1,6 0 0 1,', 'xt')).toEqual(ret);
  expect(parseProgram('{ 6, 0, 0, 1 }', 'dd')).toEqual(ret);
});

test('raw may come as hexadecimal digits', () => {
  expect(parseProgram('0600000001000000\n', 'raw')).toEqual([{ code: 6, jt: 0, jf: 0, k: 1 }]);
  expect(() => parseProgram('06000000010000zz', 'raw')).toThrow('two hexadecimal digits a byte');
});

test.each([
  ['ddd', '2\n6 0 0 0\n', 'line 1: 2 instructions announced, 1 found'],
  ['ddd', '1\n6 0 0\n', 'line 2: expected a number, found the end'],
  ['ddd', '1\n6 256 0 0\n', 'line 2: jt is 256, expected at most 255'],
  ['ddd', '1\n65536 0 0 0\n', 'line 2: code is 65536, expected at most 65535'],
  ['xt', '1;6 0 0 0', 'line 1: 1 instructions announced, 0 found'],
  ['xt', '2,6 0 0 0 6 0 0 0', "line 1: expected ',', found '6'"],
  ['dd', '{ 6, 0, 0 },', "line 1: expected ',', found '}'"],
  ['dd', '{ 6, 0, 0, 4294967296 },', 'line 1: 4294967296 does not fit in 32 bits'],
  ['d', '(001) ret #0', "line 1: expected instruction 0, found '001'"],
  ['d', '(000) jeq #0 jt 0 jf 1', 'line 1: jump back to 0; conditional jumps only go forward'],
  ['d', '(000) jeq #0 jt 1 jf 257', 'line 1: 257 is 256 instructions away'],
  ['d', '(000) jeq #0 1 2', "line 1: expected 'jt', found '1'"],
  ['d', '(000) tax\n(001) ja x', "line 2: expected the index of an instruction, found 'x'"],
] as const)('%s refuses %j', (format, text, message) => {
  expect(() => parseProgram(text, format)).toThrow(message);
});

test('bytes that are no whole number of instructions are refused with the index', () => {
  expect(() => decodeProgram(encodeProgram(ethernetIp).subarray(0, 20))).toThrow(
    expect.objectContaining({ code: 'CBPF_TRUNCATED', index: 2 }),
  );
});

test('a program can be encoded in the middle of a buffer', () => {
  const buffer = new Uint8Array(40);
  buffer.set(encodeProgram(ethernetIp), 8);
  expect(decodeProgram(buffer.subarray(8))).toEqual(ethernetIp);
});

test('names of formats', () => {
  expect(formats.toSorted()).toEqual(['asm', 'd', 'dd', 'ddd', 'raw', 'tc', 'xt']);
  expect(isCbpfFormat('ddd')).toBe(true);
  expect(isCbpfFormat('toString')).toBe(false);
});
