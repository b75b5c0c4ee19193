import graphlib from 'graphlib';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { Terminator } from '../../ir/ir.ts';

/** What the graph knows of one edge. */
export interface EdgeLabel {
  /** When control takes the edge: `always`, `true`, `false`, `otherwise`, or a case as `5..9`. */
  readonly when: string;
  /** How often control takes it from its block, in [0, 1]; absent where unknown. */
  readonly probability?: number;
}

/**
 * The control-flow graph of `filter` for the outside world: topological order, cycles and components
 * by `graphlib.alg`, export and drawing.
 *
 * A directed multigraph: nodes are named as printed, `b3`, with the `BasicBlock` as label. Each way
 * out of a block is an edge of its own, named by its condition, with an {@link EdgeLabel} as label;
 * so two cases of a switch with one target are two edges.
 *
 * About 15 us a block, since the graph is keyed by strings: not for the inner loops of a pass. Most of
 * `graphlib.alg` recurses along paths, so a chain of 5,000 blocks is too long for it (`topsort`,
 * `components` and `tarjan` alike); `reversePostorder` and `verify` have no such limit.
 */
export function toGraph(filter: FilterView): graphlib.Graph {
  const graph = new graphlib.Graph({ directed: true, multigraph: true });
  for (const block of filter.blocks()) {
    graph.setNode(nodeName(block.id), block);
  }
  for (const { id, terminator } of filter.blocks()) {
    for (const [target, label] of exits(terminator)) {
      graph.setEdge(nodeName(id), nodeName(target), label, label.when);
    }
  }
  return graph;
}

const nodeName = (id: BlockId): string => `b${id}`;

function exits(terminator: Terminator): readonly (readonly [BlockId, EdgeLabel])[] {
  switch (terminator.kind) {
    case 'jump':
      return [[terminator.target, { when: 'always' }]];
    case 'branch': {
      const { ifTrue, ifFalse, probability } = terminator;
      return probability === undefined
        ? [
            [ifTrue, { when: 'true' }],
            [ifFalse, { when: 'false' }],
          ]
        : [
            [ifTrue, { when: 'true', probability }],
            [ifFalse, { when: 'false', probability: 1 - probability }],
          ];
    }
    case 'switch':
      return [
        ...terminator.cases.map(
          ({ low, high, target }) =>
            [target, { when: low === high ? `${low}` : `${low}..${high}` }] as const,
        ),
        [terminator.otherwise, { when: 'otherwise' }],
      ];
    case 'return':
      return [];
  }
}
