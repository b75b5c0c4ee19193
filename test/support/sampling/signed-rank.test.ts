import { describe, expect, test } from 'vitest';
import { signedRank } from '../../../src/support/sampling/signed-rank.ts';

/** Differences of the ranks 1 to `count`, of which those in `positive` are above zero. */
const ranked = (count: number, positive: readonly number[]): readonly number[] =>
  Array.from({ length: count }, (_, index) =>
    positive.includes(index + 1) ? index + 1 : -(index + 1),
  );

describe("Wilcoxon's signed-rank test", () => {
  // Critical values for 0.05, two-sided, of the published tables (McCornack, JASA 60, 1965): at T the
  // probability is at most 0.05, at T + 1 it is above.
  test.each([
    [6, 0],
    [7, 2],
    [8, 3],
    [9, 5],
    [10, 8],
  ])('of %i pairs has the critical value %i', (count, critical) => {
    const sumTo = (sum: number): readonly number[] => (sum <= count ? [sum] : [count, sum - count]);
    expect(signedRank(ranked(count, sumTo(critical)))?.probability).toBeLessThanOrEqual(0.05);
    expect(signedRank(ranked(count, sumTo(critical + 1)))?.probability).toBeGreaterThan(0.05);
  });

  test('is exact: all of six of one sign are 2 of 64', () => {
    expect(signedRank([1, 2, 3, 4, 5, 6])?.probability).toBe(2 / 64);
  });

  test('shares the ranks of equal sizes: -1 1 1 1 has ranks of 2.5 each', () => {
    expect(signedRank([-1, 1, 1, 1])).toEqual({ pairs: 4, positive: 7.5, probability: 10 / 16 });
  });

  test('leaves zeros out', () => {
    expect(signedRank([0, 0])).toBe(null);
    expect(signedRank([0, 3, 0])?.pairs).toBe(1);
  });

  test('of more than 200 pairs is by the normal distribution, with its corrections', () => {
    const count = 201;
    const mean = (count * (count + 1)) / 4;
    const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
    const positive = new Set<number>();
    let left = Math.round(mean - 0.5 - 1.959964 * deviation);
    for (let rank = count; rank > 0; rank -= 1) {
      if (rank <= left) {
        positive.add(rank);
        left -= rank;
      }
    }
    expect(signedRank(ranked(count, [...positive]))?.probability).toBeCloseTo(0.05, 3);
  });
});
