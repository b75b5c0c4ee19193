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
import { UnsupportedError } from '../../src/support/unsupported.ts';
import { targetNamed } from '../../src/target/targets.ts';
import { usableKernelSocket } from './kernel-socket.ts';
import { DIFFERENCES, type Difference } from './linux-differences.ts';
import { linuxProgram } from './linux-program.ts';
import { testWhere } from './test-where.ts';

const LEVELS = ['O0', 'O1', 'O2', 'O3'];

type Example = Omit<Difference, 'what'>;

const EXPRESSIONS: readonly Example[] = [
  { text: '1 << (link[0] | 32) = 4', packet: '02', linux: 1, libpcap: 0 },
  { text: 'link[0 - 4 + 5] = 3', packet: '0203', linux: 2, libpcap: 2 },
  {
    text: 'ip[0 - 4] = 0',
    packet: '4500000000000000000000000000000000000000',
    linux: 0,
    libpcap: 0,
    beside: 'headers',
  },
  { text: 'link[link[0] - 1] = 3', packet: '0203', linux: 2, libpcap: 2 },
  { text: 'link[0xfff00001] = 3', packet: '0203', linux: 2, libpcap: 0, beside: 'headers' },
  { text: 'link[0xfff00002] = 3', packet: '0203', linux: 0, libpcap: 0, beside: 'headers' },
  {
    text: 'link[0xfff00000 + link[1]] = 3',
    packet: '020103',
    linux: 0,
    libpcap: 0,
    beside: 'headers',
  },
  {
    text: 'link[0xfff00000 + link[1]] = 1',
    packet: '020103',
    linux: 3,
    libpcap: 0,
    beside: 'headers',
  },
  { text: 'link[-4048:4] = 0', packet: '0203', linux: 2, libpcap: 0, beside: 'words' },
];

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const kept = (verdict: number, bytes: Uint8Array): number => Math.min(verdict, bytes.length);

/** What a pair of sockets has beside a packet: the network header is where it starts. */
const socketPacket = (bytes: Uint8Array) => ({
  bytes,
  wirelen: bytes.length,
  ancillary: { 'aux.network_header': 0 },
});

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
  [DIFFERENCES, true],
  [EXPRESSIONS, false],
] as const) {
  for (const { text, packet, linux, libpcap, beside } of examples) {
    const bytes = bytesOf(packet);
    const whole = socketPacket(bytes);
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
          if (beside !== 'headers') {
            expect(kept(new CbpfVm(lowerToCbpf(filter)).run(whole), bytes)).toBe(verdict);
          }
        }
      });

      if (beside === undefined) {
        testNative(`${passes} as machine code: ${text} on ${packet}`, () => {
          const loaded = nativeEngine.load(lowered(compiled(true)));
          expect(kept(loaded.run(whole), bytes)).toBe(linux);
          loaded.close();
        });
      }

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
    const runs = { programs: 0, vm: 0, machineCode: 0 };
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
        runs.programs += 1;
        for (const name of enginesThatAgree(filter, packets, verdicts, `${passes}, ${about}`)) {
          runs[name] += 1;
        }
      }
    }
    process.stdout.write(
      `${PROGRAM_COUNT} programs at ${LEVELS.length} levels in the kernel; ${runs.vm} of ${runs.programs} on the virtual machine, ${runs.machineCode} as machine code\n`,
    );
    expect(runs.vm).toBeGreaterThan(runs.programs / 4);
  },
  600_000,
);

/** A packet of a machine that has no headers beside it. */
const barePacket = (bytes: Uint8Array) => ({ bytes, wirelen: bytes.length });

/**
 * Runs `filter` where there are no headers, and so only programs whose verdicts don't depend on them: yields the
 * engines that take it, all of which agree with the kernel's `verdicts`.
 */
function enginesThatAgree(
  filter: Filter,
  packets: readonly Uint8Array[],
  verdicts: readonly number[],
  about: string,
): readonly ('vm' | 'machineCode')[] {
  const bare = packets.map((bytes) => kept(interpret(filter, barePacket(bytes)), bytes));
  if (bare.some((verdict, index) => verdict !== verdicts[index])) {
    return [];
  }
  const vm = new CbpfVm(lowerToCbpf(filter));
  const onVm = packets.map((bytes) => kept(vm.run(barePacket(bytes)), bytes));
  expect(onVm, `virtual machine, ${about}`).toEqual(verdicts);
  const code = nativeEngine.unavailable() === null ? machineCode(filter) : null;
  if (code === null) {
    return ['vm'];
  }
  const loaded = nativeEngine.load(code);
  const native = packets.map((bytes) => kept(loaded.run(barePacket(bytes)), bytes));
  loaded.close();
  expect(native, `machine code, ${about}`).toEqual(verdicts);
  return ['vm', 'machineCode'];
}

/** Machine code for `filter`; `null` where it needs what only the kernel has. */
function machineCode(filter: Filter): PortableCode | null {
  try {
    return lowered(filter);
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return null;
    }
    throw error;
  }
}
