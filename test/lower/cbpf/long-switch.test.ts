import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import { lowerToCbpf } from '../../../src/lower/cbpf/lower.ts';
import { Random } from '../../../src/support/random.ts';
import { verify } from '../../../src/verify/verify.ts';

/** Where the cases lead: to a phi, to a load, to a load of which only the check counts. */
const TARGETS = ['b3', 'b4', 'b5'];

/** Reaches no load, reaches the first, ends within the second, reaches that too. */
const LENGTHS = [2, 3, 9, 10, 12, 13];

interface Case {
  readonly low: number;
  readonly high: number;
}

/** Cases that are numbers and ranges, some of them next to one another, far below 2^16. */
function randomCases(random: Random, count: number): readonly Case[] {
  const cases: Case[] = [];
  let low = random.below(3);
  for (let index = 0; index < count; index += 1) {
    const high = low + (random.below(3) === 0 ? random.between(1, 40) : 0);
    cases.push({ low, high });
    low = high + (random.below(4) === 0 ? 1 : random.between(2, 60));
  }
  return cases;
}

function filterOf(random: Random, cases: readonly Case[], value: string): string {
  const entries = cases.map(({ low, high }) => {
    const target = TARGETS[random.below(TARGETS.length)];
    return `${low === high ? low : `${low}..${high}`}: ${target}`;
  });
  return `filter @long {
b0:
  v0 = load.2 [0]
  v1 = const 0x7fff
  v2 = and v0, v1
  v3 = load.1 [2]
  v4 = const 0x7
  v5 = eq v3, v4
  branch v5, b2, b1
b1:
  switch ${value}, [${entries.join(', ')}], b6
b2:
  jump b3
b3:
  v6 = phi [b1: v3, b2: v0]
  return v6
b4:
  v7 = load.1 [9]
  return v7
b5:
  v8 = load.1 [12]
  return 0x2
b6:
  return 0x0
}
`;
}

const numbersAround = (cases: readonly Case[]): readonly number[] =>
  cases.flatMap(({ low, high }) => [low - 1, low, high, high + 1]).filter((one) => one >= 0);

describe.each(['v0', 'v2'])('a switch of %s by a search tree', (value) => {
  test.each([32, 33, 34, 60, 200, 700])('of %i cases leads where the switch does', (count) => {
    const random = new Random(count);
    const cases = randomCases(random, count);
    const filter = parseFilter(filterOf(random, cases, value));
    const program = lowerToCbpf(filter);
    const vm = new CbpfVm(program);

    expect(verify(filter)).toEqual([]);
    expect(checkProgram(program)).toEqual([]);
    for (const number of [...numbersAround(cases), 0x8000, 0xffff]) {
      for (const length of LENGTHS) {
        const bytes = new Uint8Array(length).fill(number % 9, 2);
        bytes.set([number >>> 8, number & 0xff]);
        const packet = { bytes, wirelen: length };
        expect(vm.runCounting(packet).verdict, `${number}, ${length} bytes`).toBe(
          interpret(filter, packet),
        );
      }
    }
  });
});

test('a long switch that leads to one block is a jump', () => {
  const cases = Array.from({ length: 50 }, (_, index) => `${2 * index}: b1`);
  const filter = parseFilter(`filter @one-target {
b0:
  v0 = load.2 [0]
  switch v0, [${cases.join(', ')}], b1
b1:
  return 0x1
}
`);

  expect(lowerToCbpf(filter)).toHaveLength(2);
});

test.each([32, 33])('takes two instructions a number, and few of them, for %i', (count) => {
  const cases = Array.from({ length: count }, (_, index) => `${1000 + 2 * index}: b1`);
  const program = lowerToCbpf(
    parseFilter(`filter @numbers {
b0:
  v0 = load.4 [0]
  switch v0, [${cases.join(', ')}], b2
b1:
  return 0x1
b2:
  return 0x0
}
`),
  );
  const executed = Array.from({ length: count }, (_, index) => {
    const number = 1000 + 2 * index;
    const bytes = Uint8Array.of(0, 0, number >>> 8, number);
    return new CbpfVm(program).runCounting({ bytes, wirelen: 4 }).executed;
  });

  expect(program.length).toBeLessThan(2 * count);
  expect(Math.max(...executed)).toBeLessThan(13);
});

test('two switches that are alike, on values that are loaded from elsewhere, are there once', () => {
  const list = Array.from({ length: 100 }, (_, index) => `${index * index}: b3`).join(', ');
  const text = (second: string): string => `filter @alike {
b0:
  v0 = load.1 [0]
  v1 = const 0x4
  v2 = eq v0, v1
  branch v2, b1, b2
b1:
  v3 = load.2 [10]
  switch v3, [${list}], b4
b2:
  v4 = load.2 [20]
  ${second}
b3:
  return 0x1
b4:
  return 0x0
}
`;
  const one = lowerToCbpf(parseFilter(text('return v4')));
  const two = lowerToCbpf(parseFilter(text(`switch v4, [${list}], b4`)));

  expect(two.length).toBeLessThanOrEqual(one.length + 2);
});
