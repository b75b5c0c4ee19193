import { expect, test } from 'vitest';
import { missedBy } from './missed-by.ts';

/** The test of b3 is settled for what comes from b1, and open for what comes from `other`. */
const joined = (other: string): string => `filter @joined {
b0:
  v0 = load.1 [0]
  v1 = load.1 [1]
  v2 = const 0x1
  v3 = eq v0, v2
  branch v3, b1, b2
b1:
  v4 = eq v1, v2
  branch v4, b3, b5
b2:
  v5 = const 0x2
  v6 = eq ${other}, v5
  branch v6, b3, b5
b3:
  v7 = eq v1, v2
  branch v7, b4, b5
b4:
  return 0x1
b5:
  return 0x0
}
`;

test('a predicate that is settled on one edge only is named, with an edge on which it is not', () => {
  expect(missedBy('jump-threading', joined('v0'))).toEqual([
    'v7: predicate not removed: its outcome is open on edge b2->b3',
  ]);
});

test('nothing is said of a predicate that is settled on all edges', () => {
  expect(missedBy('jump-threading', joined('v1'))).toEqual([]);
});

/** Tests of a byte and of the half-word behind it, at an address that is `base`. */
const ordered = (base: string): string => `filter @ordered {
b0:
  v0 = load.1 [0]
  v1 = const 0x0
  v2 = eq v0, v1
  branch v2, b1, b3
b1:
  v3 = load.4 [${base}4]
  v4 = const 0x5
  v5 = eq v3, v4
  branch v5, b2, b3
b2:
  return 0x1
b3:
  return 0x0
}
`;

test('a test that rejects more is said to stay behind one whose value it uses', () => {
  expect(missedBy('branch-reordering', ordered('v0 + '))).toEqual([
    'b1: stays behind b0, which rejects less, as it uses its values',
  ]);
});

test('nothing is said of a test that goes first', () => {
  expect(missedBy('branch-reordering', ordered(''))).toEqual([]);
});
