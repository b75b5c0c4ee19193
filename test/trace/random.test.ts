import { expect, test } from 'vitest';
import { Random } from '../../src/support/random.ts';

test('the same seed gives the same sequence, on every machine', () => {
  const random = new Random(42);
  expect([random.next(), random.next(), random.next()]).toMatchInlineSnapshot(`
    [
      3103897336,
      2742373228,
      2796884729,
    ]
  `);
});

test('near seeds give unlike sequences', () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => new Random(seed).next());
  expect(new Set(firsts).size).toBe(1000);
});

test('numbers stay in their range and reach both ends', () => {
  const random = new Random(1);
  const seen = new Set(Array.from({ length: 1000 }, () => random.between(3, 9)));
  expect([...seen].sort()).toEqual([3, 4, 5, 6, 7, 8, 9]);
  const below = Array.from({ length: 1000 }, () => random.below(0x1_0000_0000));
  expect(Math.min(...below)).toBeLessThan(0x0200_0000);
  expect(Math.max(...below)).toBeGreaterThan(0xfe00_0000);
});

test('a percentage is met, and 0 and 100 are certain', () => {
  const random = new Random(2);
  const hits = (percent: number): number =>
    Array.from({ length: 10_000 }, () => random.percent(percent)).filter(Boolean).length;
  expect(hits(0)).toBe(0);
  expect(hits(100)).toBe(10_000);
  expect(Math.abs(hits(30) - 3000)).toBeLessThan(200);
});

test('every byte value turns up about as often', () => {
  const counts = new Uint32Array(256);
  for (const byte of new Random(3).bytes(256_000)) {
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1150);
});

test('picking from nothing is an error', () => {
  expect(() => new Random(4).pick([])).toThrow(RangeError);
});
