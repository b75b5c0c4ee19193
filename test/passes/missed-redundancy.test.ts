import { expect, test } from 'vitest';
import { missedBy } from './missed-by.ts';

/** A guard of five bytes before `first` in b0, which leads to a load that reaches as far, and to b2. */
const guarded = (first: string, b2: string): string => `filter @guarded {
b0:
  ${first}
  guard 5
  branch v0, b1, b2
b1:
  v1 = load.1 [4]
  return v1
b2:
  ${b2}
}
`;

test('a guard that a later check covers on one edge only is named, with an edge on which none does', () => {
  expect(missedBy('check-elimination', guarded('v0 = load.1 [0]', 'return 0x1'))).toEqual([
    'b0: guard not removed: no later check reaches as far on edge b0->b2',
  ]);
});

test.each([
  [
    'that goes, as later checks reach as far on all edges',
    'v0 = load.1 [0]',
    'v2 = load.1 [5]\n  return v2',
  ],
  ['that goes, as the other edge rejects', 'v0 = load.1 [0]', 'return 0x0'],
  ['that goes, as an earlier check reaches as far', 'v0 = load.1 [6]', 'return 0x1'],
])('nothing is said of a guard %s', (_, first, b2) => {
  expect(missedBy('check-elimination', guarded(first, b2))).toEqual([]);
});

test('nothing is said of a guard that no later check would cover on any edge', () => {
  const text = guarded('v0 = load.1 [0]', 'return 0x1').replace('load.1 [4]', 'load.1 [1]');
  expect(missedBy('check-elimination', text)).toEqual([]);
});

/** Loads byte 1 in b1, and in b3, which `b2` may lead to as well. */
const reloaded = (entry: string, b2: string): string => `filter @reloaded {
b0:
  v0 = load.1 [0]${entry}
  branch v0, b1, b2
b1:
  v1 = load.1 [1]
  branch v1, b3, b4
b2:
  ${b2}
b3:
  v2 = load.1 [1]
  return v2
b4:
  return 0x0
}
`;

test('a load that is repeated on one edge only is named, with the earlier load and the edge', () => {
  expect(missedBy('gvn', reloaded('', 'jump b3'))).toEqual([
    'v2: load not removed: v1, the same on edge b1->b3, does not dominate it',
  ]);
});

test('nothing is said of a load that an earlier one replaces', () => {
  expect(missedBy('gvn', reloaded('', 'return 0x0'))).toEqual([]);
  expect(missedBy('gvn', reloaded('\n  v3 = load.1 [1]', 'jump b3'))).toEqual([]);
});

test('nothing is said of equal loads of which no path passes both', () => {
  const text = reloaded('', 'jump b3')
    .replace('branch v1, b3, b4', 'return v1')
    .replace('b4:\n  return 0x0\n', '');
  expect(missedBy('gvn', text)).toEqual([]);
});
