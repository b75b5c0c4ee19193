import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { ProgramTooLongError } from '../../../src/lower/cbpf/errors.ts';
import { lowerToCbpf, lowerWithStatistics } from '../../../src/lower/cbpf/lower.ts';
import { UnsupportedError } from '../../../src/support/unsupported.ts';
import { chainOfTests } from './chains.ts';

function errorOf(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
  }
  throw new Error('nothing was thrown');
}

describe('a program that is too long', () => {
  test('is refused with its length', () => {
    const error = errorOf(() => lowerToCbpf(chainOfTests(5_000)));

    expect(error).toBeInstanceOf(ProgramTooLongError);
    expect(error).toMatchObject({
      code: 'CBPF_TOO_LONG',
      instructions: 5_022,
      limit: 4_096,
      message: 'the program would have 5022 instructions, and may have 4096',
    });
  });

  test('is taken up to the limit', () => {
    expect(lowerToCbpf(chainOfTests(100), { maxInstructions: 103 })).toHaveLength(103);
    expect(() => lowerToCbpf(chainOfTests(100), { maxInstructions: 102 })).toThrow(
      ProgramTooLongError,
    );
  });
});

describe('what the machine does not have is named', () => {
  test.each([
    {
      what: 'a 64-bit load',
      body: 'v0 = load.8 [0]\n v1 = trunc32 v0\n return v1',
      message: 'v0 is or needs an i64, which classic BPF does not have',
    },
    {
      what: 'a 64-bit comparison',
      body: 'v0 = const.i64 0x1\n v1 = eq.i64 v0, v0\n return v1',
      message: 'v0 is or needs an i64, which classic BPF does not have',
    },
    {
      what: 'the captured length',
      body: 'v3 = caplen\n return v3',
      message: 'v3 is caplen, which classic BPF cannot read',
    },
  ])('$what', ({ body, message }) => {
    const error = errorOf(() => lowerToCbpf(parseFilter(`filter @f {\nb0:\n ${body}\n}`)));

    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error.message).toBe(message);
  });
});

/** A filter that returns a value of `lines`, the last. */
const filterOf = (lines: readonly string[]): string =>
  `filter @f {\nb0:\n${lines.map((line, index) => `  v${index} = ${line}\n`).join('')}  return v${lines.length - 1}\n}`;

describe('expressions', () => {
  const packet = {
    bytes: Uint8Array.from({ length: 64 }, (_, index) => 7 * index + 1),
    wirelen: 64,
  };

  test.each([
    { shape: 'left', operands: (last: number) => `v${last - 1}, v${last - 2}` },
    { shape: 'right', operands: (last: number) => `v${last - 2}, v${last - 1}` },
  ])('may nest 20,000 deep to the $shape', ({ operands }) => {
    const lines = ['load.1 [0]', 'load.1 [1]'];
    while (lines.length < 20_000) {
      lines.push(`load.1 [${lines.length % 60}]`, `sub ${operands(lines.length + 1)}`);
    }
    const filter = parseFilter(filterOf(lines));
    const program = lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY });

    expect(new CbpfVm(program).runCounting(packet).verdict).toBe(interpret(filter, packet));
  });

  test('of loads, each at what the one before has loaded, need no checks beside these', () => {
    const lines = ['load.1 [0]'];
    while (lines.length < 20_000) {
      lines.push(`load.1 [v${lines.length - 1} + ${lines.length % 50}]`);
    }
    const filter = parseFilter(filterOf(lines));
    const { program, statistics } = lowerWithStatistics(filter, {
      maxInstructions: Number.POSITIVE_INFINITY,
    });

    expect(statistics.guards).toBe(0);
    expect(program.length).toBe(2 * lines.length);
    expect(new CbpfVm(program).runCounting(packet).verdict).toBe(interpret(filter, packet));
  });

  test('that use each value twice do not grow beyond a few instructions a value', () => {
    const lines = ['load.4 [0]', 'load.4 [4]'];
    while (lines.length < 1_000) {
      lines.push(`mul v${lines.length - 1}, v${lines.length - 2}`);
    }
    const filter = parseFilter(filterOf(lines));
    const program = lowerToCbpf(filter);

    expect(program.length).toBeLessThan(3 * lines.length);
    expect(new CbpfVm(program).runCounting(packet).verdict).toBe(interpret(filter, packet));
  });

  /** 40 words, mixed `rounds` times. */
  const mixture = (rounds: number): Filter => {
    const lines = Array.from({ length: 40 }, (_, index) => `load.4 [${index}]`);
    for (let round = 0; round < rounds; round += 1) {
      const from = lines.length - 40;
      for (let index = 0; index < 40; index += 1) {
        lines.push(`xor v${from + index}, v${from + ((index + 7 * round + 1) % 40)}`);
      }
    }
    return parseFilter(filterOf(lines));
  };

  test('that need too many values again and again end in an error', () => {
    const error = errorOf(() => lowerToCbpf(mixture(24)));

    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error.message).toBe(
      'the filter uses more values again and again than classic BPF has scratch memory for',
    );
  });
});

describe('phis', () => {
  /** A filter in which `count` phis meet, each of which is needed twice. */
  const joinOf = (count: number): Filter => {
    const indices = Array.from({ length: count }, (_, index) => index);
    const loads = (first: number): string =>
      indices.map((index) => `  v${first + index} = load.1 [${first + index}]\n`).join('');
    const phis = indices
      .map((index) => `  v${200 + index} = phi [b1: v${50 + index}, b2: v${100 + index}]\n`)
      .join('');
    const sums = indices
      .map((i) => `  v${300 + i} = mul v${200 + i}, v${i === 0 ? 200 : 299 + i}\n`)
      .concat(
        indices.map(
          (i) => `  v${400 + i} = sub v${i === 0 ? 299 + count : 399 + i}, v${200 + i}\n`,
        ),
      )
      .join('');
    return parseFilter(
      `filter @join {\nb0:\n  v0 = load.1 [0]\n  branch v0, b1, b2\nb1:\n${loads(50)}  jump b3\n` +
        `b2:\n${loads(100)}  jump b3\nb3:\n${phis}${sums}  return v${399 + count}\n}`,
    );
  };

  test('may be 16 at once', () => {
    const filter = joinOf(16);
    const program = lowerToCbpf(filter);

    for (const side of [0, 1]) {
      const bytes = Uint8Array.from({ length: 200 }, (_, index) =>
        index === 0 ? side : 3 * index,
      );
      const packet = { bytes, wirelen: 200 };
      expect(new CbpfVm(program).runCounting(packet).verdict).toBe(interpret(filter, packet));
    }
  });

  test('that are more than the words end in an error', () => {
    const error = errorOf(() => lowerToCbpf(joinOf(20)));

    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error.message).toMatch(
      /^v\d+ has to wait for another operand, and all 16 words of scratch memory are taken$/,
    );
  });
});
