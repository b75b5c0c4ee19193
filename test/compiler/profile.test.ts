import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type CompileOptions, compile } from '../../src/compiler/compile.ts';
import { interpretCounting } from '../../src/interpret/count.ts';
import type { InterpretedPacket } from '../../src/interpret/packet.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';

const TRACE = path.join(import.meta.dirname, '../../corpora/traces/datacenter.pcap');

const packets: readonly InterpretedPacket[] = [...readCaptureBuffer(readFileSync(TRACE))];
const learned = packets.filter((_, index) => index % 2 === 0);
const judged = packets.filter((_, index) => index % 2 === 1);

/** The verdicts on the judged packets, and the instructions executed on them. */
function outcome(expression: string, options: CompileOptions) {
  const { filter } = compile(expression, { ...options, verifyEach: true });
  const executions = judged.map((packet) => interpretCounting(filter, packet));
  return {
    verdicts: executions.map(({ verdict }) => verdict),
    instructions: executions.reduce((sum, { instructions }) => sum + instructions, 0),
  };
}

test('tests that nearly no packet of the profile passes come first', () => {
  const expression = 'tcp port 80 and host 10.0.0.1';
  const plain = outcome(expression, {});
  const profiled = outcome(expression, { profile: learned });
  expect(profiled.verdicts).toEqual(plain.verdicts);
  expect(profiled.instructions).toBeLessThan(0.9 * plain.instructions);
});

test.each([
  'tcp port 443',
  'udp port 53 and src net 10.0.0.0/8',
  'ip proto 6 and ip[8] > 20',
  'icmp or arp or ip6',
])('the profile changes no verdict of %s and costs nothing', (expression) => {
  const plain = outcome(expression, {});
  const profiled = outcome(expression, { profile: learned });
  expect(profiled.verdicts).toEqual(plain.verdicts);
  expect(profiled.instructions).toBeLessThanOrEqual(plain.instructions * 1.01);
});

test('the order is the best for the packets of the profile taken together', () => {
  // Half of the packets pass each of the first two tests alone, but none passes the last two.
  const trace = Array.from({ length: 100 }, (_, index) => {
    const bytes = Uint8Array.of(index % 2, index % 2, (index + 1) % 2);
    return { bytes, wirelen: bytes.length };
  });
  const { filter } = compile('ether[0] < 1 and ether[1] < 1 and ether[2] < 1', { profile: trace });
  const run = (bytes: readonly number[]) =>
    interpretCounting(filter, { bytes: Uint8Array.from(bytes), wirelen: 3 });
  const executed = trace.map(({ bytes }) => run([...bytes]).instructions);
  // Two tests of three instructions each, and the return.
  expect(Math.max(...executed)).toBe(7);
  expect(run([0, 0, 0]).verdict).toBeGreaterThan(0);
  expect(run([0, 0, 1]).verdict).toBe(0);
});

test('a pipeline without ordering of tests takes the profile for its back end', () => {
  const { filter, records } = compile('tcp port 443', { passes: 'O1', profile: learned });
  expect(records.at(-1)?.pass).toBe('profiling');
  expect(filter.block(filter.entry).count).toBe(learned.length);
});

test('a profile without packets changes nothing', () => {
  const plain = compile('tcp port 80 and host 10.0.0.1').filter;
  const { filter } = compile('tcp port 80 and host 10.0.0.1', { profile: [] });
  expect([...filter.blocks()].map(({ instrs }) => instrs)).toEqual(
    [...plain.blocks()].map(({ instrs }) => instrs),
  );
});
