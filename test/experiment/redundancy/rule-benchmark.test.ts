import { describe, expect, test } from 'vitest';
import { libpcapUnavailable } from '../../../src/engine/libpcap/library.ts';
import { benchmarkRules, LIBPCAP } from '../../../src/experiment/redundancy/rule-benchmark.ts';
import { ruleList, valuesOf } from '../../../src/experiment/redundancy/rule-lists.ts';
import { ruleBenchmarkTable } from '../../../src/experiment/redundancy/rule-table.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { Random } from '../../../src/support/random.ts';
import type { Packet } from '../../../src/trace/packet.ts';

/** A TCP packet from 10.0.0.`host`, port 80, to 10.0.9.2, port 1024, over IPv4 and Ethernet. */
function packetFrom(host: number): Packet {
  const source = `0a0000${host.toString(16).padStart(2, '0')}`;
  const network = `45000028000000004006${'0000'}${source}0a000902`;
  const text = `${'00'.repeat(12)}0800${network}00500400${'00'.repeat(16)}`;
  const bytes = Uint8Array.from(Buffer.from(text, 'hex'));
  return { bytes, wirelen: bytes.length };
}

const whole = Array.from({ length: 40 }, (_, index) => packetFrom(index + 1));
const packets = [...whole, { bytes: new Uint8Array(20), wirelen: 54 }];

describe('rule lists', () => {
  test('name what the packets hold', () => {
    expect(valuesOf(packets)).toHaveLength(40);
    expect(valuesOf(packets.slice(0, 1))).toEqual([
      {
        source: '10.0.0.1',
        destination: '10.0.9.2',
        protocol: 'tcp',
        sourcePort: 80,
        destinationPort: 1024,
      },
    ]);
  });

  test('are the same for the same seed, and filters that compile', () => {
    const values = valuesOf(packets);
    for (let seed = 0; seed < 40; seed += 1) {
      const text = ruleList(8, values, new Random(seed));
      expect(ruleList(8, values, new Random(seed))).toBe(text);
      expect(text.split(' or ')).toHaveLength(8);
      expect(() => compileExpression(text)).not.toThrow();
    }
  });
});

test('the benchmark adds up, and says where the bound is kept', () => {
  const result = benchmarkRules({ packets, rules: [2, 12], lists: 2, pipelines: ['O0', 'O3'] });
  const own = result.costs.filter(({ pipeline }) => pipeline !== LIBPCAP);

  expect(own.map(({ rules, pipeline }) => [rules, pipeline])).toEqual([
    [2, 'O0'],
    [2, 'O3'],
    [12, 'O0'],
    [12, 'O3'],
  ]);
  for (const { predicates, values, unneeded, redundant } of result.costs) {
    expect(predicates + values + unneeded).toBeCloseTo(redundant);
  }
  const [, , plain, optimized] = own;
  expect(plain?.redundant).toBeGreaterThan(10);
  expect(optimized?.redundant).toBeLessThan(5);
  expect(result.limits).toHaveLength(4);
  for (const { redundant, limit, holds } of result.limits) {
    expect(holds).toBe(redundant <= limit);
  }
  expect(ruleBenchmarkTable(result).split('\n').length).toBeGreaterThan(result.costs.length);
});

test.skipIf(libpcapUnavailable() !== null)(
  'libpcap comes first where it is installed, as what others are compared with',
  () => {
    const [first] = benchmarkRules({ packets, rules: [4], lists: 1 }).costs;

    expect(first).toMatchObject({ pipeline: LIBPCAP, ratio: 1 });
  },
);
