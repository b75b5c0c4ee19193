import { expect, test } from 'vitest';
import { missedBy } from './missed-by.ts';

/** Tests v0 in b0, `between` in b1 and b2, and v0 again in b3; all leave to b4. */
const chain = (between: string, last = '', reject = 'return 0x1'): string => `filter @chain {
b0:
  v0 = load.1 [0]
  v1 = const 0x5
  v2 = eq v0, v1
  branch v2, b4, b1
b1:
  v3 = load.1 [1]
  v4 = eq v3, v1
  branch v4, b4, b2
b2:
  ${between}
  v6 = eq v5, v1
  branch v6, b4, b3
b3:${last}
  v7 = const 0x6
  v8 = eq v0, v7
  branch v8, b4, b5
b4:
  ${reject}
b5:
  return 0x2
}
`;

test('a check between two tests of one value is named as what keeps them apart', () => {
  expect(missedBy('branch-reordering', chain('v5 = load.1 [2]'))).toEqual([
    'b3: not moved to b0, which tests v0 too: a check between may reject',
  ]);
});

test('so is a check of the test itself', () => {
  expect(missedBy('branch-reordering', chain('v5 = xor v3, v1', '\n  guard 3'))).toEqual([
    'b3: not moved to b0, which tests v0 too: its own check would reject packets that a test between accepts',
  ]);
});

test('so is an unchecked load that relies on a check between', () => {
  const text = chain('v5 = load.1 [2]', '\n  v9 = load.1.nocheck [2]\n  v10 = add v9, v9');
  expect(missedBy('branch-reordering', text)).toEqual([
    'b3: not moved to b0, which tests v0 too: an unchecked load of it relies on a check between',
  ]);
});

test('so is a value that a test between computes', () => {
  const text = chain('v5 = load.1 [2]', '\n  v9 = add v5, v5');
  expect(missedBy('branch-reordering', text)).toEqual([
    'b3: not moved to b0, which tests v0 too: it uses what a test between computes',
  ]);
});

test.each([
  ['that is moved', chain('v5 = xor v3, v1')],
  ['that is moved, as all that leaves is rejected', chain('v5 = load.1 [2]', '', 'return 0x0')],
  ['that nothing stands before', chain('v5 = xor v0, v0').replaceAll('eq v0, v7', 'eq v5, v7')],
])('nothing is said of a test %s', (_, text) => {
  expect(missedBy('branch-reordering', text)).toEqual([]);
});
