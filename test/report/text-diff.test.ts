import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines } from '../../src/report/filter/text-diff.ts';

const show = (before: string, after: string): string =>
  diffLines([...before], [...after])
    .map(({ kind, text }) => ({ same: ' ', removed: '-', added: '+' })[kind] + text)
    .join('');

test.each([
  ['abc', 'abc', ' a b c'],
  ['abc', 'axc', ' a-b+x c'],
  ['', 'ab', '+a+b'],
  ['ab', '', '-a-b'],
  ['abcde', 'cde', '-a-b c d e'],
  ['xayaz', 'xaz', ' x a-y-a z'],
])('from %s to %s', (before, after, expected) => {
  expect(show(before, after)).toBe(expected);
});

test('a comparison holds both texts', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffLines(before, after);
      const without = (kind: string): string[] =>
        diff.filter((line) => line.kind !== kind).map(({ text }) => text);
      expect(without('added')).toEqual(before);
      expect(without('removed')).toEqual(after);
    }),
  );
});

test('100,000 lines are compared in no time', () => {
  const before = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
  const after = before.filter((_, index) => index % 3 !== 0);
  expect(diffLines(before, after).filter(({ kind }) => kind === 'removed')).toHaveLength(33_334);
});
