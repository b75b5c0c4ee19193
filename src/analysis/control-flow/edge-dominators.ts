import type { BlockId } from '../../ir/ids.ts';
import type { Analysis } from '../analysis.ts';
import { dominatorTree } from './dominator-tree.ts';

/** A CFG edge, named by its two ends. */
export interface CfgEdge {
  readonly from: BlockId;
  readonly to: BlockId;
}

/** An edge dominates a block when every path from the entry to the block takes the edge. */
export interface EdgeDominators {
  /** The edge closest to `block` that dominates it; `null` where none does. */
  nearest(block: BlockId): CfgEdge | null;
  /** The edges that dominate `block`, the closest first; as many as the answer is long. */
  all(block: BlockId): Iterable<CfgEdge>;
  /** Whether `edge`, an edge of the filter, dominates `block`; in constant time. */
  dominates(edge: CfgEdge, block: BlockId): boolean;
}

/**
 * Reads the edge dominators off the dominator tree: without cycles, an edge dominates a block exactly
 * where its target does and the target has no other predecessor. (A path into the target by another
 * edge can't have taken this one before.) O(blocks).
 *
 * What the outcome of a branch tells holds where the edge dominates; that the target dominates is
 * not enough.
 *
 * Source: Begel, McCanne and Graham, "BPF+", SIGCOMM 1999; `edom` in libpcap's optimize.c.
 */
export const edgeDominators: Analysis<EdgeDominators> = {
  name: 'edge-dominators',
  dependsOn: 'cfg',

  compute(filter, get) {
    const tree = get(dominatorTree);
    const edges: (CfgEdge | null)[] = [];
    for (const block of tree.preorder) {
      const [from, ...others] = filter.predecessors(block);
      const parent = tree.immediateDominator(block);
      edges[block] =
        from !== undefined && others.length === 0
          ? { from, to: block }
          : ((parent === null ? null : edges[parent]) ?? null);
    }
    const nearest = (block: BlockId): CfgEdge | null => edges[block] ?? null;
    return {
      nearest,
      *all(block) {
        for (let edge = nearest(block); edge !== null; edge = nearest(edge.from)) {
          yield edge;
        }
      },
      dominates: ({ to }, block) => filter.predecessorCount(to) === 1 && tree.dominates(to, block),
    };
  },
};
