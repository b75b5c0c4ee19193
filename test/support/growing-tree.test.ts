import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GrowingTree } from '../../src/support/growing-tree.ts';

const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 60 }).map((seeds) => {
  const parents = seeds.map((seed, index) => seed % (index + 1));
  const tree = new GrowingTree(seeds.length + 1, 0);
  for (const [index, parent] of parents.entries()) {
    tree.add(index + 1, parent);
  }
  return { tree, parents: [0, ...parents] };
});

test('common ancestors agree with a climb by parents', () => {
  fc.assert(
    fc.property(trees, fc.nat(), fc.nat(), ({ tree, parents }, first, second) => {
      const path = (node: number): number[] =>
        node === 0 ? [0] : [node, ...path(parents[node] ?? 0)];
      const [a, b] = [first % parents.length, second % parents.length];
      const above = new Set(path(b));

      expect(tree.nearestCommonAncestor(a, b)).toBe(path(a).find((node) => above.has(node)));
      expect(tree.isAncestor(a, b)).toBe(above.has(a));
      expect(tree.depth(a)).toBe(path(a).length - 1);
    }),
    { numRuns: 2000 },
  );
});
