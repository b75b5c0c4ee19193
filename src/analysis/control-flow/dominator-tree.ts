import type { FilterView } from '../../ir/filter-view.ts';
import { type BlockId, blockId } from '../../ir/ids.ts';
import { GrowingTree } from '../../support/growing-tree.ts';
import { InvariantError } from '../../support/invariant.ts';
import type { Analysis } from '../analysis.ts';
import { reversePostorder } from './reverse-postorder.ts';

/** Block A dominates block B when every path from the entry to B passes through A. */
export interface DominatorTree {
  /** The closest block that strictly dominates `block`; `null` for the entry. */
  immediateDominator(block: BlockId): BlockId | null;
  /** The blocks whose immediate dominator is `block`, in reverse postorder. */
  children(block: BlockId): readonly BlockId[];
  /** Whether `a` dominates `b`, in constant time. Every block dominates itself. */
  dominates(a: BlockId, b: BlockId): boolean;
  /** Whether some path from the entry leads to `block`; only such blocks are in the tree. */
  reaches(block: BlockId): boolean;
  /** The blocks of the tree, each before its children, siblings in reverse postorder. */
  readonly preorder: readonly BlockId[];
}

const NONE = -1;

/**
 * Finds immediate dominators in one sweep over reverse postorder: without cycles the predecessors of
 * a block come before it, and its immediate dominator is their nearest common ancestor in the tree
 * so far. O(edges x log blocks). Back edges, which only an invalid filter has, are passed over.
 *
 * Source: Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", 2001.
 */
export const dominatorTree: Analysis<DominatorTree> = {
  name: 'dominator-tree',
  dependsOn: 'cfg',

  compute(filter, get) {
    const order = get(reversePostorder);
    const tree = new GrowingTree(filter.blockBound, filter.entry);
    const children = new Map<BlockId, BlockId[]>();
    for (const id of order.slice(1)) {
      const parent = nearestCommonDominator(filter, tree, id);
      tree.add(id, parent);
      const siblings = children.get(parent);
      if (siblings === undefined) {
        children.set(parent, [id]);
      } else {
        siblings.push(id);
      }
    }
    const { preorder, first, last } = number(filter, children);
    return {
      preorder,
      immediateDominator: (id) =>
        id === filter.entry || !tree.has(id) ? null : blockId(tree.parent(id)),
      children: (id) => children.get(id) ?? [],
      reaches: (id) => tree.has(id),
      dominates: (a, b) =>
        (first[a] ?? NONE) <= (first[b] ?? NONE) && (last[b] ?? NONE) <= (last[a] ?? NONE),
    };
  },
};

/** The block closest to `id` that dominates all its predecessors in the tree. */
function nearestCommonDominator(filter: FilterView, tree: GrowingTree, id: BlockId): BlockId {
  let common = NONE;
  for (const predecessor of filter.predecessors(id)) {
    if (tree.has(predecessor)) {
      common = common === NONE ? predecessor : tree.nearestCommonAncestor(common, predecessor);
    }
  }
  if (common === NONE) {
    throw new InvariantError(`b${id} has no dominator`);
  }
  return blockId(common);
}

/** Numbers the tree so that a block's descendants are those numbered from its first to its last. */
function number(
  filter: FilterView,
  children: ReadonlyMap<BlockId, readonly BlockId[]>,
): { preorder: readonly BlockId[]; first: readonly number[]; last: readonly number[] } {
  const first = new Array<number>(filter.blockBound).fill(NONE);
  const last = new Array<number>(filter.blockBound).fill(NONE);
  const preorder: BlockId[] = [];
  const pending: { readonly id: BlockId; next: number }[] = [];
  const enter = (id: BlockId): void => {
    first[id] = preorder.length;
    preorder.push(id);
    pending.push({ id, next: 0 });
  };
  enter(filter.entry);
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const child = children.get(top.id)?.[top.next];
    top.next += 1;
    if (child === undefined) {
      last[top.id] = preorder.length - 1;
      pending.pop();
    } else {
      enter(child);
    }
  }
  return { preorder, first, last };
}
