import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { lowerWithStatistics } from '../../../src/lower/cbpf/lower.ts';
import { chainOfTests, farSides } from './chains.ts';

const ANY_LENGTH = { maxInstructions: Number.POSITIVE_INFINITY };

/** The verdict on a packet that is one word. */
function verdictOn(program: CbpfProgram, word: number): number {
  const bytes = Uint8Array.of(word >>> 24, word >>> 16, word >>> 8, word);
  return new CbpfVm(program).runCounting({ bytes, wirelen: 4 }).verdict;
}

describe('conditional jumps that cannot reach their target', () => {
  test.each([
    { length: 254, returns: 0 },
    { length: 300, returns: 1 },
    { length: 5_000, returns: 19 },
    { length: 50_000, returns: 195 },
  ])('share a return in a chain of $length tests', ({ length, returns }) => {
    const { program, statistics } = lowerWithStatistics(chainOfTests(length), ANY_LENGTH);
    const codes = new Set(checkProgram(program).map(({ code }) => code));

    expect(statistics).toMatchObject({ trampolines: 0, repeatedReturns: returns });
    expect(program).toHaveLength(1 + length + 2 + returns);
    expect([...codes]).toEqual(program.length > 4096 ? ['CBPF_LENGTH'] : []);
    for (const word of [0, 1, 2, 255, 256, 257, length - 1, length, length + 1]) {
      expect(verdictOn(program, word), `word ${word}`).toBe(word >= 1 && word <= length ? 1 : 0);
    }
  });

  test.each([
    { size: 20, trampolines: 0 },
    { size: 300, trampolines: 1 },
    { size: 3_000, trampolines: 1 },
  ])('go over a `ja` to either side of $size instructions', ({ size, trampolines }) => {
    const filter = parseFilter(farSides(size));
    const { program, statistics } = lowerWithStatistics(filter, ANY_LENGTH);

    expect(statistics.trampolines).toBe(trampolines);
    for (const side of [0, 1]) {
      const packet = { bytes: Uint8Array.of(side, 3), wirelen: 2 };
      expect(new CbpfVm(program).runCounting(packet).verdict).toBe(interpret(filter, packet));
    }
  });
});

test('a filter of 50,000 blocks takes one emission', () => {
  expect(lowerWithStatistics(chainOfTests(50_000), ANY_LENGTH).statistics.emissions).toBe(1);
});
