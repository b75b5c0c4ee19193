import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine.ts';
import { libpcapEngine } from '../../src/engine/libpcap/bpf-filter.ts';
import { libpcapCompile, PeerError } from '../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable, libpcapVersion } from '../../src/engine/libpcap/library.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { batchOf } from '../../src/trace/batch.ts';
import { freebsdVectors, VECTORS_MISSING } from './freebsd-vectors.ts';
import { testWhere } from './test-where.ts';

const ETHERNET = 1;
const RAW_IPV4 = 228;

const libpcapTest = testWhere(libpcapUnavailable());
const vectorTest = testWhere(VECTORS_MISSING ?? libpcapUnavailable());
const tcpdumpTest = testWhere(libpcapUnavailable() ?? tcpdumpMissing());

function tcpdumpMissing(): string | null {
  return spawnSync('tcpdump', ['--version']).status === 0 ? null : 'no tcpdump';
}

/** The program as `tcpdump -ddd` prints it, for Ethernet. */
function tcpdumpProgram(expression: string, optimize: boolean): string {
  const flags = optimize ? [] : ['-O'];
  const args = [...flags, '-ddd', '-y', 'EN10MB', '-s', '262144', expression];
  return spawnSync('tcpdump', args, { encoding: 'utf8' }).stdout;
}

function printed(program: CbpfProgram): string {
  const lines = program.map(({ code, jt, jf, k }) => `${code} ${jt} ${jf} ${k}`);
  return `${[program.length, ...lines].join('\n')}\n`;
}

/** Instructions with no jump. */
function straight(...rows: readonly (readonly [code: number, k: number])[]): CbpfProgram {
  return rows.map(([code, k]) => ({ code, jt: 0, jf: 0, k }));
}

test('there is a version exactly where libpcap is available', () => {
  const version = libpcapVersion();
  expect(version === null).toBe(libpcapUnavailable() !== null);
  expect(version ?? 'libpcap version').toContain('libpcap version');
});

for (const { name, title, program, packet, invalid, expect: expected } of freebsdVectors()) {
  vectorTest(`bpf_filter on ${name}: ${title}`, () => {
    const load = (): ReturnType<typeof libpcapEngine.load> =>
      libpcapEngine.load({ kind: 'cbpf', program });
    if (invalid) {
      expect(load).toThrow(EngineError);
      return;
    }
    const filter = load();
    const verdicts = new Uint32Array(3);
    filter.runBatch(batchOf([packet, packet, packet]), verdicts);
    expect([filter.run(packet), ...verdicts]).toEqual(new Array(4).fill(expected));
    filter.close();
  });
}

for (const expression of ['', 'ip', 'tcp port 80 or udp port 53', 'host 10.0.0.1 and not arp']) {
  for (const optimize of [false, true]) {
    const how = optimize ? 'optimized' : 'unoptimized';
    tcpdumpTest(`libpcapCompile('${expression}') ${how} is what tcpdump -ddd prints`, () => {
      const program = libpcapCompile(expression, { dlt: ETHERNET, optimize });
      expect(printed(program)).toBe(tcpdumpProgram(expression, optimize));
    });
  }
}

libpcapTest('the optimizer is on by default', () => {
  const options = { dlt: ETHERNET };
  const program = libpcapCompile('tcp port 80', options);
  expect(program).toEqual(libpcapCompile('tcp port 80', { ...options, optimize: true }));
  expect(program.length).toBeLessThan(
    libpcapCompile('tcp port 80', { ...options, optimize: false }).length,
  );
});

libpcapTest('snaplen is the verdict, and netmask decides what a broadcast is', () => {
  const program = libpcapCompile('ip broadcast', {
    dlt: RAW_IPV4,
    snaplen: 96,
    netmask: 0xffff_fffc,
    optimize: false,
  });
  expect(program.slice(-8).map(({ k }) => k)).toEqual([16, 3, 0, 16, 3, 3, 96, 0]);
});

libpcapTest("an expression that libpcap refuses gives libpcap's message", () => {
  const attempt = (expression: string) => (): CbpfProgram =>
    libpcapCompile(expression, { dlt: ETHERNET });
  expect(attempt('tcp port')).toThrow(PeerError);
  expect(attempt('tcp port')).toThrow('syntax error');
  expect(attempt('ip broadcast')).toThrow('netmask not known');
  expect(attempt('port 70000')).toThrow('illegal port number 70000 > 65535');
  expect(attempt('ip\0x')).toThrow('NUL');
});

libpcapTest('thousands of expressions compile without a handle or memory running out', () => {
  const lengths = Array.from(
    { length: 3000 },
    (_, port) => libpcapCompile(`udp port ${port}`, { dlt: ETHERNET, optimize: false }).length,
  );
  expect(new Set(lengths).size).toBe(1);
});

libpcapTest('opcodes at which bpf_filter would abort the process are refused', () => {
  const misc = straight([0x17, 0], [0x06, 1]);
  const byteImmediate = straight([0x10, 0], [0x06, 1]);
  for (const program of [misc, byteImmediate]) {
    expect(() => libpcapEngine.load({ kind: 'cbpf', program })).toThrow('of instruction 0');
  }
});

libpcapTest('an empty program accepts all', () => {
  const filter = libpcapEngine.load({ kind: 'cbpf', program: [] });
  expect(filter.run({ bytes: new Uint8Array(0), wirelen: 1 })).toBe(0xffff_ffff);
  filter.close();
  expect(() => filter.run({ bytes: new Uint8Array(0), wirelen: 1 })).toThrow(EngineError);
});

libpcapTest('a program that would leave itself or scratch memory is refused', () => {
  const jumpOut = straight([0x05, 5], [0x06, 1]);
  const scratchOut = straight([0x60, 16], [0x06, 1]);
  for (const program of [jumpOut, scratchOut]) {
    expect(() => libpcapEngine.load({ kind: 'cbpf', program })).toThrow('libpcap refuses');
  }
});

libpcapTest('a compiled filter tells packets of a batch apart', () => {
  const ipv4 = new Uint8Array(60);
  ipv4.set([0x08, 0x00], 12);
  const packets = [ipv4, new Uint8Array(60), ipv4.subarray(0, 13), new Uint8Array(0)].map(
    (bytes) => ({ bytes, wirelen: 60 }),
  );
  const program = libpcapCompile('ip', { dlt: ETHERNET, snaplen: 200 });
  const filter = libpcapEngine.load({ kind: 'cbpf', program });
  const verdicts = new Uint32Array(packets.length);
  filter.runBatch(batchOf(packets), verdicts);
  expect([...verdicts]).toEqual([200, 0, 0, 0]);
  expect(packets.map(filter.run)).toEqual([200, 0, 0, 0]);
});
