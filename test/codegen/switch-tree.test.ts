import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { switchTrees } from '../../src/codegen/switch-tree/build-tree.ts';
import { exitOf, type SwitchTree } from '../../src/codegen/switch-tree/switch-tree.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { parseFilter } from '../../src/ir/parse.ts';

const PRICE = { size: 0.02, ranges: 9 };

/** The tree for a switch on a byte, two bytes or four, with cases as the IR writes them. */
function treeFor(cases: readonly string[], width = 4, counts = ''): SwitchTree {
  const targets = [1, 2, 3].map((id) => `b${id}:${countOf(counts, id)}\n  return ${id}`);
  const text = `filter @s {\nb0:${counts === '' ? '' : ' count 1000'}\n  v0 = load.${width} [0]\n  switch v0, [${cases.join(', ')}], b3\n${targets.join('\n')}\n}\n`;
  const tree = switchTrees(parseFilter(text), () => PRICE).get(0 as BlockId);
  if (tree === undefined) {
    throw new RangeError('the filter has no switch');
  }
  return tree;
}

const countOf = (counts: string, id: number): string =>
  counts === '' ? '' : ` count ${counts.split(' ')[id - 1]}`;

/** Where `value` leads, and by how many comparisons. */
function follow(tree: SwitchTree, value: number): { block: number; comparisons: number } {
  let link = tree.root;
  let comparisons = 0;
  while (link >= 0) {
    const number = tree.numbers[link] ?? 0;
    const holds = tree.isEqual[link] === 1 ? value === number : value >= number;
    link = (holds ? tree.whenTrue[link] : tree.whenFalse[link]) ?? -1;
    comparisons += 1;
  }
  return { block: tree.exits[exitOf(link)] ?? -1, comparisons };
}

/** Disjoint cases, sorted: each a length and a gap before it. */
const cases = fc.array(
  fc.record({ gap: fc.nat(3), length: fc.nat(3), target: fc.constantFrom(1, 2, 3) }),
  { minLength: 1, maxLength: 60 },
);

test('each number goes where the switch sends it, by few comparisons', () => {
  fc.assert(
    fc.property(cases, (drafts) => {
      const wanted: number[] = [];
      const written = drafts.map(({ gap, length, target }) => {
        wanted.push(...Array<number>(gap).fill(3));
        const low = wanted.length;
        wanted.push(...Array<number>(length + 1).fill(target));
        return `${low}..${low + length}: b${target}`;
      });
      const tree = treeFor(written);
      const found = [...wanted, 3].map((_, value) => follow(tree, value));

      expect(found.map(({ block }) => block)).toEqual([...wanted, 3]);
    }),
  );
});

test('a list of many numbers takes about the logarithm of its length', () => {
  const tree = treeFor(Array.from({ length: 1000 }, (_, index) => `${index * 4_000_000}: b1`));
  const deepest = Array.from({ length: 1000 }, (_, index) => follow(tree, index * 4_000_000));

  expect(Math.max(...deepest.map(({ comparisons }) => comparisons))).toBeLessThanOrEqual(18);
  expect(tree.size).toBeLessThanOrEqual(1400);
});

describe('the weight of a number', () => {
  const list = Array.from({ length: 40 }, (_, index) => `${index * 100}: b${index === 20 ? 2 : 1}`);

  test('comes from the profile where there is one', () => {
    const even = treeFor(list, 2);
    const profiled = treeFor(list, 2, '10 900 90');

    expect(follow(profiled, 2000).comparisons).toBeLessThan(follow(even, 2000).comparisons);
    expect(follow(profiled, 2000).comparisons).toBeLessThanOrEqual(2);
  });
});

test('a switch all of whose cases lead where its default does takes no comparison', () => {
  expect(treeFor(['5: b3', '9: b3']).size).toBe(0);
});

test('nodes stand before those that they lead to', () => {
  const tree = treeFor(
    Array.from({ length: 100 }, (_, index) => `${index * 7}: b${1 + (index % 2)}`),
  );
  for (let node = 0; node < tree.size; node += 1) {
    for (const link of [tree.whenTrue[node] ?? -1, tree.whenFalse[node] ?? -1]) {
      expect(link < 0 || link > node).toBe(true);
    }
  }
});
