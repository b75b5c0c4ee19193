import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type CompileOptions, compile } from '../../src/compiler/compile.ts';
import { NAMED_PIPELINES } from '../../src/compiler/named-pipelines.ts';
import { definePass } from '../../src/compiler/plugin.ts';
import { interpretCounting } from '../../src/interpret/count.ts';
import type { InterpretedPacket } from '../../src/interpret/packet.ts';
import { printFilter } from '../../src/ir/print.ts';
import { PassError } from '../../src/pass/pass-error.ts';
import { passesOf } from '../../src/pass/pipeline.ts';
import { TARGETS } from '../../src/target/targets.ts';
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

/** A filter for which order by the profile costs more in the end than the order in which it is written. */
const TRICKY = 'tcp dst port 80 and host 1.2.3.4';

test.each(['tcp port 443', 'icmp or arp or ip6', TRICKY, 'tcp port 80 and host 10.0.0.1'])(
  'the filter that comes of %s is the one whose passes were recorded and seen',
  (expression) => {
    for (const passes of ['O1', 'O2', 'O3']) {
      const seen: string[] = [];
      let last: string | null = null;
      const { filter, records, pipeline } = compile(expression, {
        passes,
        profile: learned,
        onPass: (view, record) => {
          seen.push(`${record.application} ${record.pass}`);
          last = printFilter(view);
        },
      });
      expect(records.map(({ application, pass }) => `${application} ${pass}`)).toEqual(seen);
      expect(printFilter(filter)).toBe(last);
      const again = compile(expression, { passes, profile: learned });
      expect(printFilter(again.filter)).toBe(last);
      expect(passesOf(again.pipeline).map(({ name }) => name)).toEqual(
        passesOf(pipeline).map(({ name }) => name),
      );
    }
  },
);

test('the pipeline without the profile is chosen where its filter is quicker', () => {
  // Makes the filter slow wherever there is a profile to go by.
  const slow = definePass({
    name: 'slow',
    summary: 'Serves a test.',
    run(filter, { profile }) {
      if (profile !== null) {
        const load = { kind: 'load', base: null, offset: 0, width: 1, order: 'network' } as const;
        filter.append(filter.entry, { ...load, checked: true });
      }
    },
  });
  const config = { plugins: [{ name: 'test', passes: [slow] }] };
  const seen: string[] = [];
  const { filter, records } = compile('ip', {
    passes: 'slow',
    profile: learned,
    config,
    onPass: (_, { pass, changed }) => seen.push(`${pass} ${changed}`),
  });
  expect(seen).toEqual(['slow false']);
  expect(records.map(({ pass }) => pass)).toEqual(['slow']);
  expect(printFilter(filter)).toBe(printFilter(compile('ip', { passes: '' }).filter));
});

test('a pass that fails behind the limit is no failure', () => {
  const fails = definePass({
    name: 'fails',
    summary: 'Serves a test.',
    run() {
      throw new RangeError('no luck');
    },
  });
  const config = { plugins: [{ name: 'test', passes: [fails] }] };
  const options = { passes: 'dead-code,fails', profile: learned, config };
  expect(() => compile('ip', options)).toThrow("pass 'fails' of plugin 'test' (application 2)");
  expect(compile('ip', { ...options, bisectLimit: 1 }).records).toHaveLength(1);
});

test('the reproducer of a failing pass is the filter that the pass was given', () => {
  let given = '';
  const fails = definePass({
    name: 'fails',
    summary: 'Serves a test.',
    run(filter) {
      given = printFilter(filter);
      throw new RangeError('no luck');
    },
  });
  const config = { plugins: [{ name: 'test', passes: [fails] }] };
  for (const expression of ['tcp port 443', 'icmp or arp or ip6', TRICKY]) {
    for (const target of [undefined, ...TARGETS.map(({ name }) => name)]) {
      const passes = `${NAMED_PIPELINES.O2.text},fails`;
      const options = { passes, profile: learned, config, ...(target ? { target } : {}) };
      let before: string | null = null;
      try {
        compile(expression, options);
      } catch (error) {
        before = error instanceof PassError ? error.before : null;
      }
      expect(before).toBe(given);
    }
  }
});
