import { expect, test } from 'vitest';
import type { PortableCode } from '../../src/code/code.ts';
import { compile } from '../../src/compiler/compile.ts';
import { CbpfVm } from '../../src/engine/cbpf-vm/machine.ts';
import { libpcapEngine } from '../../src/engine/libpcap/bpf-filter.ts';
import { nativeEngine } from '../../src/engine/native/native.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { assemble } from '../../src/isa/cbpf/assemble.ts';
import { printProgram } from '../../src/isa/cbpf/formats.ts';
import { lowerToCbpf } from '../../src/lower/cbpf/lower.ts';
import { invariant } from '../../src/support/invariant.ts';
import { Random } from '../../src/support/random.ts';
import { targetNamed } from '../../src/target/targets.ts';
import { usableKernelSocket } from './kernel-socket.ts';
import { linuxProgram } from './linux-program.ts';
import { testWhere } from './test-where.ts';

const LEVELS = ['O0', 'O1', 'O2', 'O3'];

interface Example {
  readonly text: string;
  /** The packet in hex. */
  readonly packet: string;
  /** The verdicts; for Linux at most as long as the packet. */
  readonly linux: number;
  readonly libpcap: number;
}

const program = (text: string, packet: string, linux: number, libpcap: number): Example => ({
  text,
  packet,
  linux,
  libpcap,
});

const PROGRAMS: readonly Example[] = [
  program('ldb [0]; ldx #33; lsh x; ret a', '020304050607', 4, 0),
  program('ldb [0]; ldx #33; rsh x; ret a', '0a0304050607', 5, 0),
  program('ldb [0]; tax; ld #1; lsh x; ret a', '220304050607', 4, 0),
  program('ldb [0]; tax; ld #1; lsh x; ret a', '020304050607', 4, 4),
  program('ldx #len; ldb [x + 0xffffffff]; ret a', '010203', 3, 0),
  program('ldx #0xfffffffe; ldh [x + 2]; and #3; ret a', '010203', 2, 0),
  program('ldb [0]; neg; tax; ldb [x + 4]; ret a', '02030401', 4, 0),
  program('ld [0]; tax; ldb [x + 9]; ret a', 'fffffffc020304', 3, 0),
  program('ldb [0]; tax; ldb [x + 2]; ret a', '010203040506', 4, 4),
  program('ldxb 4*([0]&0xf); ldb [x + 0xfffffffd]; ret a', '01020304', 2, 0),
];

const EXPRESSIONS: readonly Example[] = [
  program('1 << (link[0] | 32) = 4', '02', 1, 0),
  program('link[0 - 4 + 5] = 3', '0203', 2, 2),
  program('ip[0 - 4] = 0', '4500000000000000000000000000000000000000', 0, 0),
  program('link[link[0] - 1] = 3', '0203', 2, 2),
];

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const kept = (verdict: number, bytes: Uint8Array): number => Math.min(verdict, bytes.length);

function lowered(filter: Filter): PortableCode {
  const target = targetNamed('x64');
  invariant(target !== null, 'there is no target x64');
  return target.lower(filter, {}).code;
}

const kernel = usableKernelSocket();
const testInKernel = testWhere(typeof kernel === 'string' ? kernel : null);
const testNative = testWhere(nativeEngine.unavailable());

const sourceOf = (text: string, isProgram: boolean) =>
  isProgram ? { kind: 'cbpf', program: assemble(text.replaceAll('; ', '\n')) } : text;

for (const [examples, isProgram] of [
  [PROGRAMS, true],
  [EXPRESSIONS, false],
] as const) {
  for (const { text, packet, linux, libpcap } of examples) {
    const bytes = bytesOf(packet);
    const whole = { bytes, wirelen: bytes.length };
    for (const passes of LEVELS) {
      const compiled = (forLinux: boolean) =>
        compile(sourceOf(text, isProgram), { dlt: 'RAW', passes, linux: forLinux }).filter;

      test(`${passes} gives the verdicts of Linux and libpcap: ${text} on ${packet}`, () => {
        for (const [forLinux, verdict] of [
          [true, linux],
          [false, libpcap],
        ] as const) {
          const filter = compiled(forLinux);
          expect(kept(interpret(filter, whole), bytes)).toBe(verdict);
          expect(kept(new CbpfVm(lowerToCbpf(filter)).run(whole), bytes)).toBe(verdict);
        }
      });

      testNative(`${passes} as machine code: ${text} on ${packet}`, () => {
        const code = lowered(compiled(true));
        const loaded = nativeEngine.load(code);
        expect(kept(loaded.run(whole), bytes)).toBe(linux);
        loaded.close();
      });

      testInKernel(`${passes} in the kernel: ${text} on ${packet}`, () => {
        if (typeof kernel !== 'string') {
          expect(kernel.attach(lowerToCbpf(compiled(true)))).toBe(true);
          expect(kernel.run(bytes)).toBe(linux);
        }
      });
    }
    if (isProgram) {
      testInKernel(`the kernel agrees: ${text} on ${packet}`, () => {
        if (typeof kernel !== 'string') {
          expect(kernel.attach(assemble(text.replaceAll('; ', '\n')))).toBe(true);
          expect(kernel.run(bytes)).toBe(linux);
        }
      });
    }
  }
}

test('a constant shift that the kernel refuses is refused with the reason', () => {
  const source = { kind: 'cbpf', program: assemble('ldb [0]\nlsh #33\nret a') } as const;
  expect(() => compile(source, { linux: true })).toThrow('lsh by 33 bits, expected 0 to 31');
});

testWhere(libpcapEngine.unavailable())(
  'libpcap runs no program that reads what only Linux has',
  () => {
    const { filter } = compile('vlan', { linux: true });
    const load = () => libpcapEngine.load({ kind: 'cbpf', program: lowerToCbpf(filter) });
    expect(load).toThrow('vlan_tag_present, which only Linux has');
  },
);

test('an expression reads the word at the constant offset of one', () => {
  const { filter } = compile('ether[-4088:4] = 3', { linux: true });
  const packet = { bytes: new Uint8Array(60), wirelen: 60, ancillary: { 'aux.ifindex': 3 } };
  expect(interpret(filter, packet)).not.toBe(0);
});

/** How many random programs, and the seed: more in a longer run. */
const PROGRAM_COUNT = Number(process.env.LINUX_PROGRAMS ?? 60);
const SEED = Number(process.env.LINUX_SEED ?? 12);

/** Random packets, some with netlink attributes in them. */
function randomPacket(random: Random): Uint8Array {
  const bytes = Uint8Array.from({ length: random.between(1, 90) }, () =>
    random.percent(50) ? random.below(12) : random.below(256),
  );
  for (let at = 0; at + 8 <= bytes.length && random.percent(80); at += 8) {
    bytes.set([random.between(4, 8), 0, random.below(8), 0], at);
  }
  return bytes;
}

testInKernel(
  `${PROGRAM_COUNT} random programs, seed ${SEED}, do in the kernel what they mean at every level`,
  () => {
    invariant(typeof kernel !== 'string', 'there is no kernel');
    const random = new Random(SEED);
    for (let index = 0; index < PROGRAM_COUNT; index += 1) {
      const original = linuxProgram(random);
      const source = { kind: 'cbpf', program: original } as const;
      const packets = Array.from({ length: 8 }, () => randomPacket(random));
      const about = `program ${index}: ${printProgram(original, 'd')}`;
      expect(kernel.attach(original), about).toBe(true);
      const verdicts = packets.map((bytes) => kernel.run(bytes));
      for (const passes of LEVELS) {
        const { filter } = compile(source, { linux: true, passes });
        const meant = packets.map((bytes) => kept(interpret(filter, socketPacket(bytes)), bytes));
        expect(meant, `${passes}, ${about}`).toEqual(verdicts);
        const lowered = lowerToCbpf(filter);
        expect(kernel.attach(lowered), `${passes}, ${about}`).toBe(true);
        const done = packets.map((bytes) => kernel.run(bytes));
        expect(done, `${passes} as ${printProgram(lowered, 'd')}, ${about}`).toEqual(verdicts);
      }
    }
  },
  600_000,
);

/** What a pair of sockets has beside a packet: the network header is where it starts. */
const socketPacket = (bytes: Uint8Array) => ({
  bytes,
  wirelen: bytes.length,
  ancillary: { 'aux.network_header': 0 },
});
