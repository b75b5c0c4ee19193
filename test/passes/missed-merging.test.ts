import { expect, test } from 'vitest';
import { missedBy } from './missed-by.ts';

/** b1 and b2 load byte 4 and test it alike, by `load` and `test` each; b3 returns `verdict`. */
const alike = ({ first = 'load.1 [4]', second = 'load.1 [4]', verdict = '0x1', guard = '' }) =>
  `filter @alike {
b0:${guard}
  v0 = load.1 [0]
  branch v0, b1, b2
b1:
  v1 = ${first}
  branch v1, b3, b5
b2:
  v2 = ${second}
  branch v2, b4, b5
b3:
  return ${verdict}
b4:
  return 0x1
b5:
  return 0x0
}
`;

test('equal blocks stay two where other blocks use what one computes', () => {
  const text = `filter @shared {
b0:
  v0 = load.1 [0]
  branch v0, b1, b2
b1:
  v1 = load.1 [4]
  v2 = load.1 [5]
  branch v1, b3, b4
b2:
  v3 = load.1 [4]
  v4 = load.1 [5]
  branch v3, b3, b4
b3:
  return 0x1
b4:
  v5 = phi [b1: v0, b2: v0]
  return v5
}
`;
  expect(missedBy('block-merging', text)).toEqual([]);
  const used = text.replace('[b1: v0, b2: v0]', '[b1: v2, b2: v4]');
  expect(missedBy('block-merging', used)).toEqual([
    'b1: does the same as b2, but is not merged: other blocks use v4',
  ]);
});

test('equal blocks stay two where the loads of one rely on a check before it', () => {
  const nocheck = 'load.1.nocheck [4]';
  const text = alike({ first: nocheck, second: nocheck, guard: '\n  guard 5' });
  expect(missedBy('block-merging', text)).toEqual([
    expect.stringMatching(
      /^b[12]: does the same as b[12], but is not merged: b[12] relies on a check before it$/,
    ),
  ]);
});

test.each([
  ['are merged', alike({})],
  ['load from different places', alike({ second: 'load.1 [5]' })],
  ['lead to different blocks', alike({ verdict: '0x2' })],
])('nothing is said of blocks that %s', (_, text) => {
  expect(missedBy('block-merging', text)).toEqual([]);
});
