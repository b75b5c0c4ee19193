import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BINARY_OPS } from '../../../src/ir/ops.ts';
import {
  complement,
  type Intervals,
  intersection,
  intervalsOf,
  preimage,
} from '../../../src/prove/diagram/intervals.ts';
import { MAX_U32 } from '../../../src/support/u32.ts';

const u32 = fc.integer({ min: 0, max: MAX_U32 });
const near = fc.oneof(
  u32,
  fc.nat({ max: 300 }),
  fc.nat({ max: 300 }).map((less) => MAX_U32 - less),
);

const sets = fc
  .array(fc.tuple(near, near), { maxLength: 4 })
  .map((pairs) =>
    intervalsOf(pairs.map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))),
  );

const has = (set: Intervals, value: number): boolean =>
  set.some(({ low, high }) => low <= value && value <= high);

test('a set has what its intervals have, in order and apart from each other', () => {
  fc.assert(
    fc.property(sets, near, (set, value) => {
      expect(has(complement(set, MAX_U32), value)).toBe(!has(set, value));
      for (const [index, { low, high }] of set.entries()) {
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThan((set[index - 1]?.high ?? -2) + 1);
      }
    }),
  );
});

test('the intersection has what both have', () => {
  fc.assert(
    fc.property(sets, sets, near, (one, other, value) => {
      expect(has(intersection(one, other), value)).toBe(has(one, value) && has(other, value));
    }),
  );
});

test.each(['shr', 'shl', 'add', 'and'] as const)(
  'the operands of %s are those whose result lies in the set',
  (op) => {
    let found = 0;
    const constants = op === 'shr' || op === 'shl' ? fc.nat({ max: 31 }) : near;
    const most = fc.constantFrom(0xff, 0xffff, MAX_U32);
    fc.assert(
      fc.property(constants, most, sets, near, (constant, largest, results, one) => {
        const operands = preimage({ op, constant, most: largest }, results);
        if (operands === null) {
          return;
        }
        found += 1;
        const edges = operands.flatMap(({ low, high }) => [low - 1, low, high, high + 1]);
        for (const operand of [one % (largest + 1), ...edges]) {
          if (operand >= 0 && operand <= largest) {
            const result = BINARY_OPS[op].evaluate(operand, constant) ?? -1;
            expect(has(operands, operand), `${operand} ${op} ${constant}`).toBe(
              has(results, result),
            );
          }
        }
        expect(operands.every(({ high }) => high <= largest)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(found).toBeGreaterThan(200);
  },
);

test('a mask that would make too many intervals is left alone', () => {
  expect(preimage({ op: 'and', constant: 1, most: MAX_U32 }, [{ low: 1, high: 1 }])).toBeNull();
  expect(preimage({ op: 'and', constant: 2, most: 7 }, [{ low: 2, high: 2 }])).toEqual([
    { low: 2, high: 3 },
    { low: 6, high: 7 },
  ]);
});
