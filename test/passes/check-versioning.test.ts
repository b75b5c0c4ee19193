import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { compile } from '../../src/compiler/compile.ts';
import { profileOf } from '../../src/compiler/profile.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { missedBy } from './missed-by.ts';

const PASS = parsePipeline('check-versioning', builtinPasses);

/** Loads byte 0, then byte `second` unless that is 0, then byte `third` likewise. */
const chain = (second: number, third: number): string => `filter @chain {
b0:
  v0 = load.1 [0]
  branch v0, b3, b1
b1:
  v1 = load.1 [${second}]
  branch v1, b2, b3
b2:
  v2 = load.1 [${third}]
  return v2
b3:
  return 0x1
}
`;

/** Packets of `length` bytes that pass all tests of {@link chain}. */
const packetsOf = (length: number, second: number) =>
  Array.from({ length: 10 }, () => {
    const bytes = new Uint8Array(length);
    bytes[second] = 1;
    return { bytes, wirelen: length };
  });

/** The length that the filter compares `caplen` with; `null` where it does not. */
function reachOf(filter: Filter): number | null {
  const reach = /caplen\n\s+v\d+ = const 0x([0-9a-f]+)/.exec(printFilter(filter))?.[1];
  return reach === undefined ? null : Number.parseInt(reach, 16);
}

describe('with a profile', () => {
  test.each<[length: number, expected: number | null, what: string]>([
    [200, 101, 'as far as the last check where packets are as long'],
    [80, 71, 'as far as packets are'],
    [40, null, 'not at all where packets are too short for any later check'],
  ])('packets of %i bytes are compared with %s: %s', (length, expected) => {
    const filter = parseFilter(chain(70, 100));
    const profile = profileOf(packetsOf(length, length > 70 ? 70 : 1));
    runPasses(filter, PASS, { verifyEach: true, profile });
    expect(reachOf(filter)).toBe(expected);
  });
});

test('packets of every length get the verdict that they had', () => {
  const before = parseFilter(chain(20, 40));
  const after = parseFilter(chain(20, 40));
  runPasses(after, PASS, { verifyEach: true });
  expect(reachOf(after)).toBe(41);
  for (let length = 0; length < 50; length += 1) {
    for (const first of [0, 1]) {
      const bytes = new Uint8Array(length).fill(7);
      bytes.fill(first, 0, 1);
      const packet = { bytes, wirelen: length };
      expect(interpret(after, packet)).toBe(interpret(before, packet));
    }
  }
});

describe('what is not versioned is said', () => {
  test('where too few checks would be spared', () => {
    const text = chain(20, 40).replace('branch v0, b3, b1', 'branch v0, b3, b1, probability 0.8');
    expect(missedBy('check-versioning', text)).toEqual([
      expect.stringMatching(/^b0: not versioned: 41 bytes would settle only 0\.\d\d checks/),
    ]);
  });

  test('where too much would be copied', () => {
    const cases = Array.from({ length: 70 }, (_, index) => `${2 * index + 1}: b2`).join(', ');
    const text = chain(20, 40).replace('branch v1, b2, b3', `switch v1, [${cases}], b3`);
    expect(missedBy('check-versioning', text)).toEqual([
      'b0: not versioned: more than 64 blocks and cases would be copied',
    ]);
  });

  test('and nothing where no check is left to spare', () => {
    expect(missedBy('check-versioning', chain(0, 0))).toEqual([]);
  });
});

describe('the target', () => {
  const reads = (options: Parameters<typeof compile>[1]): boolean =>
    reachOf(compile('host 192.0.2.1', options).filter) !== null;

  test.each([
    [{ passes: 'O3', target: 'x64' } as const, true],
    [{ passes: 'O3' } as const, false],
    [{ passes: 'O2', target: 'x64' } as const, false],
    [{ target: 'x64' } as const, false],
  ])('%j: has a copy for long packets: %s', (options, expected) => {
    expect(reads(options)).toBe(expected);
  });
});
