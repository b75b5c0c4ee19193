import { EQUAL, edgeOdds } from '../analysis/odds/branch-odds.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId } from '../ir/ids.ts';
import { type SearchTree, type SearchTrees, targetOf } from './switch-tree/switch-tree.ts';

/**
 * How often each block runs per packet, by its id, as {@link blockFrequency} has it, but through search
 * trees. `order` has blocks after their predecessors.
 */
export function blockFrequencies(
  filter: FilterView,
  trees: SearchTrees,
  order: readonly BlockId[],
): Float64Array {
  const frequencies = new Float64Array(filter.blockBound);
  frequencies[filter.entry] = 1;
  for (const id of order) {
    const frequency = frequencies[id] ?? 0;
    const { terminator } = filter.block(id);
    const tree = trees.get(id);
    if (tree !== undefined) {
      addThroughTree(tree, frequency, frequencies);
      continue;
    }
    for (const [target, share] of edgeOdds(filter, terminator)) {
      frequencies[target] = (frequencies[target] ?? 0) + frequency * share;
    }
  }
  return frequencies;
}

/** Adds to the targets of `tree` how often they are reached from it, which runs so often. */
function addThroughTree(tree: SearchTree, frequency: number, frequencies: Float64Array): void {
  const reached = new Float64Array(tree.size);
  const add = (link: number, share: number): void => {
    const all = link < 0 ? frequencies : reached;
    const to = link < 0 ? targetOf(link) : link;
    all[to] = (all[to] ?? 0) + share;
  };
  add(tree.root, frequency);
  for (let node = 0; node < tree.size; node += 1) {
    const here = reached[node] ?? 0;
    const share = tree.isEqual[node] === 1 ? EQUAL : 0.5;
    add(tree.whenTrue[node] ?? 0, here * share);
    add(tree.whenFalse[node] ?? 0, here * (1 - share));
  }
}
