import { expect, test } from 'vitest';
import { Random } from '../../../src/support/random.ts';
import { bootstrapInterval, resample } from '../../../src/support/sampling/bootstrap.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('the interval of a mean is that of its standard error', () => {
  const random = new Random(7);
  const values = Array.from({ length: 400 }, () => random.below(1_000));
  const { low, high } = bootstrapInterval((draw) => mean(resample(values, draw)));
  // Uniform on 1,000: a standard error of 1000 / sqrt(12 * 400), 1.96 of it on either side.
  expect((high - low) / (2 * 1.96 * (1_000 / Math.sqrt(12 * 400)))).toBeCloseTo(1, 0);
  expect(low).toBeLessThan(mean(values));
  expect(high).toBeGreaterThan(mean(values));
});

test('the same seed gives the same interval', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const of = (seed: number) =>
    bootstrapInterval((draw) => mean(resample(values, draw)), { seed, resamples: 50 });
  expect(of(3)).toEqual(of(3));
  expect(of(3)).not.toEqual(of(4));
});
