import { expect, test } from 'vitest';
import { roundedBy } from '../../../src/support/sampling/rounding.ts';

test.each([
  [3.4567, 0.3, '3.5'],
  [3.4567, 0.03, '3.46'],
  [3.4567, 0.0001, '3.46'],
  [3.4567, 0, '3.46'],
  [3.4567, 1.5, '3'],
  [123.4, 40, '120'],
  [0.9312, 0.09, '0.93'],
  [0.9312, 0.1, '0.9'],
  [12, 400, '0'],
])('%d give or take %d is %s', (value, error, text) => {
  expect(roundedBy(value, error, 2)).toBe(text);
});
