import { describe, expect, test } from 'vitest';
import {
  loadMachineCode,
  machineCodeUnavailable,
} from '../../../src/engine/native/machine-code.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { lowerToX64 } from '../../../src/lower/x64/lower.ts';
import { UnsupportedError } from '../../../src/support/unsupported.ts';
import { testWhere } from '../../engine/test-where.ts';
import { BLESS, fileTests } from '../../filetest.ts';
import { chainOfTests } from './chain-of-tests.ts';

const nativeTest = testWhere(machineCodeUnavailable());

describe('golden files', () => {
  for (const { name, input, expected, runs, bless } of fileTests('lower/x64')) {
    const program = lowerToX64(parseFilter(input));

    test(name, () => {
      const actual = program.listing().trim();
      if (BLESS) {
        bless(actual);
      }
      expect(actual).toBe(BLESS ? actual : expected);
    });

    nativeTest(`${name} runs as it says`, () => {
      const code = loadMachineCode(program.bytes);
      for (const { text, packet, verdict } of runs) {
        expect(code.run(packet), text).toBe(verdict);
      }
      code.close();
      expect(runs.length).toBeGreaterThan(0);
    });
  }
});

test('an input that is no parameter is refused by name', () => {
  const filter = parseFilter(`filter @ancillary {
b0:
  v0 = aux.ifindex
  return v0
}`);

  expect(() => lowerToX64(filter)).toThrow(UnsupportedError);
  expect(() => lowerToX64(filter)).toThrow('aux.ifindex');
});

test('code calls nothing and holds no address', () => {
  const { bytes, listing, instructionCount } = lowerToX64(chainOfTests(20));
  const lines = listing().trim().split('\n');

  expect(lines.filter((line) => /call|rip|movabs/.test(line))).toEqual([]);
  expect(lines.filter((line) => !line.startsWith('L')).length).toBe(instructionCount);
  expect(lowerToX64(chainOfTests(20)).bytes).toEqual(bytes);
});

nativeTest('50,000 blocks are lowered, and right', () => {
  const count = 50_000;
  const { bytes, instructionCount } = lowerToX64(chainOfTests(count));
  const code = loadMachineCode(bytes);
  const verdictOn = (value: number): number => {
    const packet = Buffer.alloc(30);
    packet.writeUInt32BE(value, 26);
    return code.run({ bytes: packet, wirelen: 30 });
  };

  expect(instructionCount).toBeLessThan(2 * count + 10);
  expect([0, 1, count - 1, count, 0xffff_ffff].map(verdictOn)).toEqual([1, 1, 1, 0, 0]);
  code.close();
});
