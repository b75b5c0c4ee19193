import fc from 'fast-check';
import graphlib from 'graphlib';
import { expect, test } from 'vitest';
import { toGraph } from '../../src/analysis/control-flow/to-graphlib.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { filters } from '../generators/filters.ts';

test('each way out of a block is an edge, named by its condition', () => {
  const graph = toGraph(
    parseFilter(`
      filter @f {
      b0:
        v0 = load.1 [0]
        branch v0, b1, b2, probability 0.75
      b1:
        switch v0, [1: b2, 5..9: b2], b3
      b2:
        jump b3
      b3:
        return 0x0
      }
    `),
  );
  const edges = graph
    .edges()
    .map((edge) => [`${edge.v} ${edge.w}`, edge.name, graph.edge(edge)?.probability]);
  expect(edges).toEqual([
    ['b0 b1', 'true', 0.75],
    ['b0 b2', 'false', 0.25],
    ['b1 b2', '1', undefined],
    ['b1 b2', '5..9', undefined],
    ['b1 b3', 'otherwise', undefined],
    ['b2 b3', 'always', undefined],
  ]);
  expect(graph.node('b3')).toMatchObject({ id: 3, terminator: { kind: 'return' } });
});

test('the graph of a valid filter has no cycle and one source', () => {
  fc.assert(
    fc.property(filters(), (made) => {
      const filter = made.build();
      const graph = toGraph(filter);
      expect(graphlib.alg.isAcyclic(graph)).toBe(true);
      expect(graph.nodeCount()).toBe(filter.blockCount);
      expect(graph.sources()).toEqual([`b${filter.entry}`]);
    }),
    { numRuns: 100 },
  );
});
