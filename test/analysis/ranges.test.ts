import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  between,
  exactly,
  hull,
  intersect,
  onlyValue,
  type Range,
  rangeContains,
  withBits,
} from '../../src/analysis/values/range.ts';
import { binaryRange, selectRange } from '../../src/analysis/values/range-arithmetic.ts';
import { BINARY_OPS, isBinaryOp } from '../../src/ir/ops.ts';

const word = fc.oneof(
  fc.constantFrom(0, 1, 2, 4, 15, 16, 31, 32, 0xff, 0x7fffffff, 0x80000000, 0xffffffff),
  fc.nat({ max: 0xffffffff }),
);

/** A range and a number in it. */
const member: fc.Arbitrary<{ value: number; range: Range }> = fc
  .record({ value: word, below: word, above: word, known: word, shape: fc.nat({ max: 3 }) })
  .map(({ value, below, above, known, shape }) => {
    const interval = between(Math.min(below, value), Math.max(above, value));
    const bits = withBits((~value & known) >>> 0, (value & known) >>> 0);
    const both = intersect(interval, bits) ?? exactly(value);
    return { value, range: [exactly(value), interval, bits, both][shape] ?? both };
  });

describe('ranges', () => {
  test('hold the numbers that they are made for', () => {
    fc.assert(
      fc.property(member, ({ value, range }) => {
        expect(rangeContains(range, value), JSON.stringify(range)).toBe(true);
      }),
    );
  });

  test('intersect to what both hold, and say so where that is nothing', () => {
    fc.assert(
      fc.property(member, member, (a, b) => {
        const common = intersect(a.range, b.range);
        for (const value of [a.value, b.value]) {
          const inBoth = rangeContains(a.range, value) && rangeContains(b.range, value);
          expect(common !== null && rangeContains(common, value)).toBe(inBoth);
        }
      }),
    );
  });

  test('have a hull that holds both', () => {
    fc.assert(
      fc.property(member, member, (a, b) => {
        const both = hull(a.range, b.range);
        expect([a.value, b.value].every((value) => rangeContains(both, value))).toBe(true);
      }),
    );
  });

  test('learn bits from their ends, and ends from their bits', () => {
    expect(between(0x0a000000, 0x0affffff)).toMatchObject({ ones: 0x0a000000, zeros: 0xf5000000 });
    expect(withBits(0xffffff00, 0x10)).toMatchObject({ low: 0x10, high: 0xff });
    expect(intersect(withBits(0xfffffffb, 0), between(1, 0xffffffff))).toEqual(exactly(4));
    expect(intersect(between(8, 15), withBits(8, 0))).toBeNull();
    expect(onlyValue(exactly(7))).toBe(7);
    expect(onlyValue(between(7, 8))).toBeNull();
  });
});

describe.each(Object.keys(BINARY_OPS).filter(isBinaryOp))('the range of %s', (op) => {
  test('holds every result', () => {
    fc.assert(
      fc.property(member, member, (lhs, rhs) => {
        const result = BINARY_OPS[op].evaluate(lhs.value, rhs.value);
        const range = binaryRange(op, lhs.range, rhs.range);
        expect(result === null || rangeContains(range, result), JSON.stringify(range)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a select yields what its test lets it', () => {
  const [one, two] = [exactly(1), exactly(2)];
  expect(selectRange(between(1, 9), one, two)).toEqual(one);
  expect(selectRange(exactly(0), one, two)).toEqual(two);
  expect(selectRange(between(0, 9), one, two)).toMatchObject({ low: 1, high: 2 });
});
