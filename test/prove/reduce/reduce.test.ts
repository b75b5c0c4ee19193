import { describe, expect, test } from 'vitest';
import type { Config } from '../../../src/compiler/plugin.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import { parseProgram } from '../../../src/isa/cbpf/formats.ts';
import { reduceFinding } from '../../../src/prove/reduce/reduce.ts';
import { smallerPackets } from '../../../src/prove/reduce/smaller-packets.ts';
import { CodeRunner } from '../../../src/prove/trial/code-runner.ts';
import { printFinding } from '../../../src/prove/trial/print-finding.ts';
import { searchFailure } from '../../../src/prove/trial/search-failure.ts';
import type { Finding } from '../../../src/prove/trial/trial.ts';
import { programOf } from '../../../src/source/cbpf/smaller-programs.ts';
import type { FilterSource } from '../../../src/source/filter-source.ts';
import { smallerFilters } from '../../../src/source/ir/shrink/smaller-filters.ts';
import { smallerExpressions } from '../../../src/source/pcap-filter/smaller-expressions.ts';
import { shrinkList } from '../../../src/support/shrink-list.ts';
import { verify } from '../../../src/verify/verify.ts';
import { WRONG_PASSES } from '../wrong-passes.ts';

const config: Config = { plugins: [{ name: 'wrong', passes: Object.values(WRONG_PASSES) }] };
const runner = new CodeRunner();

const PROGRAM = `8
40 0 0 12
21 0 5 2048
48 0 0 23
21 0 3 6
32 0 0 26
21 0 1 167772161
6 0 0 65535
6 0 0 0
`;

async function findingOf(source: FilterSource, passes: string): Promise<Finding> {
  const trial = { source, options: { config }, passes };
  const finding = await searchFailure(trial, { runner, engines: ['interpreter'] });
  return finding ?? expect.unreachable('it should be wrong');
}

const LONG = 'peephole,repeat(jump-threading,dead-code),swapped-branch,block-merging';

describe('filter, passes and packet become small together', () => {
  test('an expression', async () => {
    const text = '(host 10.0.0.1 or net 172.16/12) and not (udp port 53 or ip[6] & 0x20 != 0)';
    const reduced = await reduceFinding(await findingOf({ kind: 'pcap-filter', text }, LONG), {
      runner,
    });
    expect(reduced.trial.passes).toBe('swapped-branch');
    const { source } = reduced.trial;
    expect('text' in source ? source.text.length : 99, printFinding(reduced)).toBeLessThan(20);
    expect(reduced.packet?.bytes.length).toBeLessThan(60);
  });

  test('a program, as IR', async () => {
    const source = { kind: 'cbpf', program: parseProgram(PROGRAM, 'ddd') } as const;
    const reduced = await reduceFinding(await findingOf(source, LONG), { runner, toIr: true });
    expect(reduced.trial.passes).toBe('swapped-branch');
    expect(reduced.trial.source).toEqual({
      kind: 'ir',
      text: expect.stringMatching(/^filter @\w+ \{\n(.*\n){7,9}\}\n$/),
    });
  });

  test('a program, as such', async () => {
    const source = { kind: 'cbpf', program: parseProgram(PROGRAM, 'ddd') } as const;
    const reduced = await reduceFinding(await findingOf(source, LONG), { runner });
    const { source: smaller } = reduced.trial;
    expect('program' in smaller ? smaller.program.length : 99).toBeLessThanOrEqual(4);
  });

  test('a repeat that does not end, to the pass that never settles', async () => {
    const source = { kind: 'pcap-filter', text: 'tcp port 80' } as const;
    const finding = await findingOf(source, 'repeat(dead-code,swapped-branch,peephole)');
    const reduced = await reduceFinding(finding, { runner });
    expect(reduced.trial.passes).toBe('repeat(swapped-branch)');
  });

  test('the same way each time, and within the budget', async () => {
    const finding = await findingOf({ kind: 'pcap-filter', text: 'tcp port 80 or 443' }, LONG);
    const counts: number[] = [];
    const onTrial = (trials: number): void => {
      counts.push(trials);
    };
    const once = await reduceFinding(finding, { runner, budget: 40, onTrial });
    expect(await reduceFinding(finding, { runner, budget: 40 })).toEqual(once);
    expect(Math.max(...counts)).toBe(40);
  });
});

test('a list shrinks to what is needed, and no more goes', async () => {
  const needed = new Set([3, 17, 18]);
  const holds = async (kept: readonly number[]) => [...needed].every((one) => kept.includes(one));
  const items = Array.from({ length: 40 }, (_, index) => index);
  expect(await shrinkList(items, holds)).toEqual([3, 17, 18]);
});

test('smaller expressions', () => {
  const all = [...smallerExpressions('not (tcp port 80 or ip[2 + 3] > 70)')];
  expect(all).toContain('not (tcp port 80)');
  expect(all).toContain('not (ip[2 + 3] > 70)');
  expect(all).toContain('not (tcp port 80 or ip[0] > 70)');
  expect(all).toContain('not (tcp port 80 or ip[2 + 3] > 1)');
});

test('smaller filters are valid and other than the filter', () => {
  const text = `filter @small {
b0:
  v0 = load.2 [12]
  v1 = const 0x800
  v2 = eq v0, v1
  branch v2, b1, b2
b1:
  guard 34
  return 0xffff
b2:
  return 0x0
}
`;
  const all = [...smallerFilters(text)];
  expect(all.length).toBeGreaterThan(5);
  expect(new Set(all).size).toBe(all.length);
  expect(all).not.toContain(text);
  expect(all.flatMap((one) => verify(parseFilter(one)))).toEqual([]);
});

test('jumps of a smaller program lead to what stays', () => {
  const program = parseProgram(PROGRAM, 'ddd');
  const smaller = programOf(program, [0, 1, 6, 7]);
  expect(smaller[1]).toMatchObject({ jt: 0, jf: 1 });
  expect(checkProgram(smaller)).toEqual([]);
});

test('smaller packets are shorter, or have more zeros', () => {
  const packet = { bytes: new Uint8Array([9, 0, 7, 7]), wirelen: 40 };
  const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0);
  for (const { bytes, wirelen } of smallerPackets(packet)) {
    const isSmaller = bytes.length < 4 || wirelen < 40 || sum(bytes) < sum(packet.bytes);
    expect(isSmaller, Buffer.from(bytes).toString('hex')).toBe(true);
  }
});
