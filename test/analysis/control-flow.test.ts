import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnalysisCache } from '../../src/analysis/analysis.ts';
import { dominatorTree } from '../../src/analysis/control-flow/dominator-tree.ts';
import { edgeDominators } from '../../src/analysis/control-flow/edge-dominators.ts';
import { pathLengths } from '../../src/analysis/control-flow/path-lengths.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';
import { filters } from '../generators/filters.ts';
import { allPaths, pathsTo } from './brute-force.ts';

/** Runs `check` on random filters small enough to look at every path. */
function forSmallFilters(check: (filter: Filter, paths: readonly (readonly BlockId[])[]) => void) {
  fc.assert(
    fc.property(filters({ maxBlocks: 9 }), (made) => {
      const filter = made.build();
      check(filter, allPaths(filter));
    }),
    { numRuns: 300 },
  );
}

test('reverse postorder lists every block after its predecessors', () => {
  forSmallFilters((filter) => {
    const order = new AnalysisCache(filter).get(reversePostorder);
    expect(order).toHaveLength(filter.blockCount);
    expect(new Set(order).size).toBe(filter.blockCount);
    for (const [index, id] of order.entries()) {
      for (const target of successors(filter.block(id).terminator)) {
        expect(order.indexOf(target)).toBeGreaterThan(index);
      }
    }
  });
});

test('a block dominates another where every path to that one passes it', () => {
  forSmallFilters((filter, paths) => {
    const tree = new AnalysisCache(filter).get(dominatorTree);
    expect(tree.preorder).toHaveLength(filter.blockCount);
    for (const { id: b } of filter.blocks()) {
      const to = pathsTo(paths, b);
      for (const { id: a } of filter.blocks()) {
        expect(tree.dominates(a, b), `b${a}, b${b}`).toBe(to.every((path) => path.includes(a)));
      }
      const parent = tree.immediateDominator(b);
      if (parent !== null) {
        expect(tree.children(parent)).toContain(b);
      }
    }
  });
});

test('an edge dominates a block where every path to the block takes it', () => {
  forSmallFilters((filter, paths) => {
    const { dominates, nearest, all } = new AnalysisCache(filter).get(edgeDominators);
    for (const { id: block } of filter.blocks()) {
      const to = pathsTo(paths, block);
      const dominating: string[] = [];
      for (const { id: from, terminator } of filter.blocks()) {
        for (const target of successors(terminator)) {
          const onEvery = to.every((path) =>
            path.some((id, index) => id === from && path[index + 1] === target),
          );
          expect(dominates({ from, to: target }, block)).toBe(onEvery);
          if (onEvery) {
            dominating.push(`b${from} b${target}`);
          }
        }
      }
      const found = [...all(block)];
      expect(found.map((edge) => `b${edge.from} b${edge.to}`).toSorted()).toEqual(
        dominating.toSorted(),
      );
      expect(nearest(block)).toEqual(found[0] ?? null);
      const [path = []] = to;
      const places = found.map(({ from }) => path.indexOf(from));
      expect(places, 'the closest first').toEqual(places.toSorted((a, b) => b - a));
    }
  });
});

test('path lengths are those of the shortest and the longest path', () => {
  forSmallFilters((filter, paths) => {
    const { shortest, longest } = new AnalysisCache(filter).get(pathLengths);
    const size = (id: BlockId): number => {
      const { instrs, terminator } = filter.block(id);
      const free = instrs.filter(({ kind }) => ['const', 'const64', 'phi'].includes(kind)).length;
      return instrs.length - free + (terminator.kind === 'jump' ? 0 : 1);
    };
    const lengths = paths.map((path) => path.reduce((sum, id) => sum + size(id), 0));
    expect(shortest(filter.entry)).toBe(Math.min(...lengths));
    expect(longest(filter.entry)).toBe(Math.max(...lengths));
  });
});

test('an analysis is kept until what it depends on changes', () => {
  fc.assert(
    fc.property(filters({ maxBlocks: 9 }), (made) => {
      const filter = made.build();
      const { get } = new AnalysisCache(filter);
      const [tree, lengths] = [get(dominatorTree), get(pathLengths)];
      expect([get(dominatorTree), get(pathLengths)]).toEqual([tree, lengths]);

      filter.append(filter.entry, { kind: 'input', input: 'wirelen' });
      expect(get(dominatorTree), 'blocks and edges are as before').toBe(tree);
      expect(get(pathLengths).longest(filter.entry)).toBe(lengths.longest(filter.entry) + 1);

      filter.addBlock();
      expect(get(dominatorTree)).not.toBe(tree);
    }),
    { numRuns: 50 },
  );
});
