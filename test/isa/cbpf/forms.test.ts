import { describe, expect, test } from 'vitest';
import { encodeProgram } from '../../../src/isa/cbpf/encode.ts';
import { CBPF_FORMATS, type CbpfTextFormat, printProgram } from '../../../src/isa/cbpf/formats.ts';
import { foreignForm } from '../../../src/isa/cbpf/forms/forms.ts';
import { decodeEitherOrder } from '../../../src/isa/cbpf/forms/raw-order.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { detectLanguage } from '../../../src/source/sources.ts';

/** `ip`, as tcpdump has it. */
const IP: CbpfProgram = [
  { code: 0x28, jt: 0, jf: 0, k: 12 },
  { code: 0x15, jt: 0, jf: 1, k: 0x800 },
  { code: 0x06, jt: 0, jf: 0, k: 262_144 },
  { code: 0x06, jt: 0, jf: 0, k: 0 },
];

/** Allows system calls of x86-64 but the one of number 57. */
const SECCOMP: CbpfProgram = [
  { code: 0x20, jt: 0, jf: 0, k: 4 },
  { code: 0x15, jt: 1, jf: 0, k: 0xc000_003e },
  { code: 0x06, jt: 0, jf: 0, k: 0 },
  { code: 0x20, jt: 0, jf: 0, k: 0 },
  { code: 0x15, jt: 0, jf: 1, k: 57 },
  { code: 0x06, jt: 0, jf: 0, k: 0x0005_0001 },
  { code: 0x06, jt: 0, jf: 0, k: 0x7fff_0000 },
];

const HEX = '280000000c000000150000010008000006000000000004000600000000000000';

const spaced = (every: number): string => HEX.replace(new RegExp(`.{${every}}`, 'g'), '$& ').trim();

const FORMS: readonly (readonly [name: string, text: string, program: CbpfProgram])[] = [
  [
    'C initializers',
    `/* ip */
#include <linux/filter.h>
static struct sock_filter code[] = {
	{ 0x28, 0, 0, 0x0000000c }, // the EtherType
	{ 0x15, 0, 1, 0x00000800 }, /* IPv4? */
	{ 0x6, 0, 0, 0x00040000 },
	{ 0x6, 0, 0, 0x00000000 },
};
static struct sock_fprog prog = { .len = 4, .filter = code };
`,
    IP,
  ],
  [
    'designated initializers of C, with types and missing fields',
    `struct sock_filter f[] = {
  { .code = 0x28u, .k = 12UL }, { .code = 0x15, .jf = 1, .k = 0x800 },
  { .code = 0x6, .k = 0x40000 }, { .code = 6 } };`,
    IP,
  ],
  [
    'macros of C',
    `struct sock_filter filter[] = {
  BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
  BPF_JUMP(BPF_JMP + BPF_JEQ + BPF_K, ETH_P_IP, 0, 1),
  BPF_STMT(BPF_RET+BPF_K, (256 << 10)),
  BPF_STMT(BPF_RET|BPF_K, 0)
};`,
    IP,
  ],
  [
    'macros of C for seccomp',
    `struct sock_filter filter[] = {
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offsetof(struct seccomp_data, arch))),
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL),
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 57, 0, 1),
  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (1 & SECCOMP_RET_DATA)),
  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};`,
    SECCOMP,
  ],
  [
    'raw instructions of Go',
    `var filter = []bpf.RawInstruction{
	{Op: 0x28, Jt: 0, Jf: 0, K: 0xc},
	bpf.RawInstruction{Op: 0x15, Jt: 0, Jf: 1, K: 0x800},
	{0x6, 0, 0, 0x40000},
	{Op: 0x6},
}`,
    IP,
  ],
  [
    'system calls of Go',
    `f := []unix.SockFilter{
  {Code: unix.BPF_LD | unix.BPF_H | unix.BPF_ABS, K: 12}, {Code: 0x15, Jf: 1, K: 0x0800},
  {0x6, 0, 0, 262_144}, {0x6, 0, 0, 0},
}`,
    IP,
  ],
  [
    'instructions of golang.org/x/net/bpf',
    `bpf.Assemble([]bpf.Instruction{
	// Load "EtherType" field from the ethernet header.
	bpf.LoadAbsolute{Off: 12, Size: 2},
	bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0x800, SkipTrue: 1},
	bpf.RetConstant{Val: 262144},
	bpf.RetConstant{Val: 0},
})`,
    IP,
  ],
  [
    'all instructions of golang.org/x/net/bpf',
    `bpf.LoadConstant{Dst: bpf.RegX, Val: 3}, bpf.LoadConstant{bpf.RegA, 7}, bpf.LoadScratch{Dst: bpf.RegA, N: 2},
bpf.LoadIndirect{Off: 1, Size: 4}, bpf.LoadMemShift{Off: 14}, bpf.LoadExtension{Num: bpf.ExtLen},
bpf.LoadExtension{Num: bpf.ExtVLANTag}, bpf.StoreScratch{Src: bpf.RegX, N: 1},
bpf.ALUOpConstant{Op: bpf.ALUOpShiftLeft, Val: 2}, bpf.ALUOpX{Op: bpf.ALUOpXor}, bpf.NegateA{},
bpf.Jump{Skip: 1}, bpf.JumpIf{Cond: bpf.JumpLessThan, Val: 9, SkipTrue: 1, SkipFalse: 2},
bpf.JumpIfX{Cond: bpf.JumpBitsSet, SkipFalse: 1}, bpf.TXA{}, bpf.TAX{}, bpf.RetA{}`,
    [
      { code: 0x01, jt: 0, jf: 0, k: 3 },
      { code: 0x00, jt: 0, jf: 0, k: 7 },
      { code: 0x60, jt: 0, jf: 0, k: 2 },
      { code: 0x40, jt: 0, jf: 0, k: 1 },
      { code: 0xb1, jt: 0, jf: 0, k: 14 },
      { code: 0x80, jt: 0, jf: 0, k: 0 },
      { code: 0x20, jt: 0, jf: 0, k: 0xffff_f02c },
      { code: 0x03, jt: 0, jf: 0, k: 1 },
      { code: 0x64, jt: 0, jf: 0, k: 2 },
      { code: 0xac, jt: 0, jf: 0, k: 0 },
      { code: 0x84, jt: 0, jf: 0, k: 0 },
      { code: 0x05, jt: 0, jf: 0, k: 1 },
      { code: 0x35, jt: 2, jf: 1, k: 9 },
      { code: 0x4d, jt: 0, jf: 1, k: 0 },
      { code: 0x87, jt: 0, jf: 0, k: 0 },
      { code: 0x07, jt: 0, jf: 0, k: 0 },
      { code: 0x16, jt: 0, jf: 0, k: 0 },
    ],
  ],
  [
    'tuples of Python',
    `# ip
filters_list = [
    bpf_stmt(BPF_LD | BPF_H | BPF_ABS, 12),  # EtherType
    bpf_jump(BPF_JMP | BPF_JEQ | BPF_K, 0x0800, 0, 1),
    bpf_stmt(BPF_RET | BPF_K, 0x00040000),
    bpf_stmt(BPF_RET | BPF_K, 0x00000000), ]`,
    IP,
  ],
  [
    'lists of Python',
    '[(0x28, 0, 0, 0x0000000c), (0x15, 0, 1, 2048), (6, 0, 0, 0x40000), (6, 0, 0, 0)]',
    IP,
  ],
  [
    'bytes of Python',
    String.raw`code = b"\x28\x00\x00\x00\x0c\x00\x00\x00" b"\x15\x00\x00\x01\x00\x08\x00\x00" \
  b"\x06\x00\x00\x00\x00\x00\x04\x00" b'\x06\x00\x00\x00\x00\x00\x00\x00'`,
    IP,
  ],
  [
    'Rust',
    `let filter: [libc::sock_filter; 4] = [
    sock_filter { code: 0x28, jt: 0, jf: 0, k: 0x0000_000c },
    libc::sock_filter { code: (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16, jt: 0, jf: 1, k: 2048u32 },
    sock_filter { code: 6_u16, jt: 0, jf: 0, k: 262144 },
    sock_filter { code: 6, jt: 0, jf: 0, k: 0 },
];`,
    IP,
  ],
  ['JSON arrays', '[[40,0,0,12],[21,0,1,2048],[6,0,0,262144],[6,0,0,0]]', IP],
  [
    'JSON objects',
    `{"filter": [{"code": 40, "jt": 0, "jf": 0, "k": 12}, {"code": 21, "jt": 0, "jf": 1, "k": 2048},
  {"code": 6, "jt": 0, "jf": 0, "k": 262144}, {"code": 6, "jt": 0, "jf": 0, "k": 0}]}`,
    IP,
  ],
  ['hexadecimal digits', `${HEX}\n`, IP],
  ['hexadecimal digits behind 0x', `0x${HEX}`, IP],
  ['bytes of hexadecimal digits', spaced(2), IP],
  ['words of hexadecimal digits', spaced(8), IP],
  ['lines of hexadecimal digits', spaced(16).replaceAll(' ', '\n'), IP],
  [
    'hexadecimal digits, big-endian',
    '002800000000000c 0015000100000800 0006000000040000 0006000000000000',
    [IP[0], { code: 0x15, jt: 0, jf: 1, k: 0x800 }, IP[2], IP[3]] as CbpfProgram,
  ],
  [
    'xxd',
    `00000000: 2800 0000 0c00 0000 1500 0001 0008 0000  (...............
00000010: 0600 0000 0000 0400 0600 0000 0000 0000  ................
`,
    IP,
  ],
  [
    'hexdump -C',
    `00000000  28 00 00 00 0c 00 00 00  15 00 00 01 00 08 00 00  |(...............|
00000010  06 00 00 00 00 00 04 00  06 00 00 00 00 00 00 00  |................|
00000020
`,
    IP,
  ],
  [
    'ss -b',
    `Netid State  Recv-Q Send-Q Local Address:Port   Peer Address:Port
p_raw UNCONN 0      0                *:eth0                *
	 bpf filter (4):  0x28 0 0 12, 0x15 0 1 2048, 0x06 0 0 262144, 0x06 0 0 0,
`,
    IP,
  ],
  [
    'scmp_bpf_disasm',
    ` line  OP   JT   JF   K
=================================
 0000: 0x20 0x00 0x00 0x00000004   ld  $data[4]
 0001: 0x15 0x01 0x00 0xc000003e   jeq 3221225534 true:0003 false:0002
 0002: 0x06 0x00 0x00 0x00000000   ret KILL
 0003: 0x20 0x00 0x00 0x00000000   ld  $data[0]
 0004: 0x15 0x00 0x01 0x00000039   jeq 57   true:0005 false:0006
 0005: 0x06 0x00 0x00 0x00050001   ret ERRNO(1)
 0006: 0x06 0x00 0x00 0x7fff0000   ret ALLOW
`,
    SECCOMP,
  ],
  [
    'seccomp-tools dump',
    ` line  CODE  JT   JF      K
=================================
 0000: 0x20 0x00 0x00 0x00000004  A = arch
 0001: 0x15 0x01 0x00 0xc000003e  if (A == ARCH_X86_64) goto 0003
 0002: 0x06 0x00 0x00 0x00000000  return KILL
 0003: 0x20 0x00 0x00 0x00000000  A = sys_number
 0004: 0x15 0x00 0x01 0x00000039  if (A != fork) goto 0006
 0005: 0x06 0x00 0x00 0x00050001  return ERRNO(1)
 0006: 0x06 0x00 0x00 0x7fff0000  return ALLOW
`,
    SECCOMP,
  ],
];

describe('programs as others write them', () => {
  test.each(FORMS)('%s', (_, text, program) => {
    expect(foreignForm(text)?.read(text)).toEqual(program);
    const bytes = new TextEncoder().encode(text);
    const language = detectLanguage(bytes, '');
    expect(language.name).toBe('cbpf');
    expect(language.read(bytes, '')).toEqual({ kind: 'cbpf', program });
  });

  test.each([
    ['{ 0x28, 0, 0, 12 }, { 0x15, 0, 256, 0 }', 'jf is 256'],
    ['BPF_JUMP(BPF_JMP|BPF_JEQ|BPF_K, __NR_read, 0, 1)', "the number of '__NR_read' is not known"],
    ['[[40,0,0,12],[1,2]]', "expected an instruction, found '[1, 2'"],
    [
      '{ 0x28, 0, 0, 12 }, { 0x15, 0, 1, 0 }, { 6, 0, 0 }, { 6, 0, 0, 0 }',
      'expected an instruction',
    ],
    ['bpf.LoadAbsolute{Off: 12, Size: 3}', 'is no instruction'],
    ['bpf.LoadAbsolute{Offset: 12, Size: 2}', "no field 'Offset'"],
    ['BPF_STMT(BPF_RET|BPF_K)', 'expected 2 numbers, found 1'],
    ['bpf filter (3):  0x28 0 0 12, 0x06 0 0 0,', '3 instructions announced, 2 found'],
    ['bpf filter (1): 0x06 0 0 0,\nbpf filter (1): 0x06 0 0 1,', '2 sockets have a filter'],
    [
      ' 0000: 0x20 0x00 0x00 0x00000004\n 0002: 0x06 0x00 0x00 0x00000000',
      'expected instruction 1',
    ],
    ['280000000c0000000600', 'expected 16 digits an instruction, found 4'],
    ['A = sys_number\nA == read ? ok : next\nreturn ALLOW', 'seccomp-tools asm -f raw'],
    ['0: (b7) r0 = 1\n1: (95) exit', 'extended BPF'],
  ])('%s is told what is wrong', (text, message) => {
    expect(() => foreignForm(text)?.read(text)).toThrow(message);
  });

  test('the forms that are written here are not taken for others', () => {
    for (const format of Object.keys(CBPF_FORMATS).filter((name) => !/^(?:raw|dd)$/.test(name))) {
      const text = printProgram(IP, format as CbpfTextFormat);
      expect(foreignForm(text), format).toBeNull();
    }
  });

  test.each([
    'tcp port 80',
    'ether host 00:11:22:33:44:55',
    'ip[6:2] & 0x1fff = 0',
    '(tcp or udp) and (host 10.0.0.1 or 10.0.0.2)',
    'host (1.2.3.4 or 1.2.3.5)',
    'host ::1',
    'ether[0:4] = 0x12345678',
    'not (host 10.0.0.5 and port 514) && # syslog relay\nnot (host 10.0.0.6 and tcp)',
  ])('the expression %s is none', (text) => {
    expect(detectLanguage(new TextEncoder().encode(text), '').name).toBe('pcap-filter');
  });
});

test('raw programs may have the bytes of either order', () => {
  const little = encodeProgram(SECCOMP);
  const big = little.slice();
  for (let at = 0; at < big.length; at += 8) {
    big.subarray(at, at + 2).reverse();
    big.subarray(at + 4, at + 8).reverse();
  }
  expect(decodeEitherOrder(little)).toEqual(SECCOMP);
  expect(decodeEitherOrder(big)).toEqual(SECCOMP);
});

test('# starts a comment in a file with an expression, as for tcpdump -F', () => {
  const text = '# ignore\nnot (host 10.0.0.5 and port 514) && # relay\nnot tcp';
  const language = detectLanguage(new TextEncoder().encode(text), 'conf');
  expect(language.read(new TextEncoder().encode(text))).toEqual({
    kind: 'pcap-filter',
    text: `${' '.repeat(8)}\nnot (host 10.0.0.5 and port 514) && ${' '.repeat(7)}\nnot tcp`,
  });
});
