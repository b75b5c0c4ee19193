import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId, ValueId } from '../ir/ids.ts';
import { successors, type Terminator } from '../ir/ir.ts';
import type { SwitchTrees } from './switch-tree/build-tree.ts';
import { exitOf, type SwitchTree } from './switch-tree/switch-tree.ts';

/** How often a test for equality holds where nothing is known of it. */
const EQUAL = 0.3;

/**
 * How often each block runs per packet, by its id: from the probabilities of the branches where they
 * have any, else from what tests are usually like. `order` has blocks after their predecessors.
 */
export function blockFrequencies(
  filter: FilterView,
  trees: SwitchTrees,
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
    for (const [target, share] of shares(filter, terminator)) {
      frequencies[target] = (frequencies[target] ?? 0) + frequency * share;
    }
  }
  return frequencies;
}

/** The targets of `terminator` and how often each is taken, in [0, 1]. */
function shares(
  filter: FilterView,
  terminator: Terminator,
): readonly (readonly [BlockId, number])[] {
  if (terminator.kind === 'branch') {
    const { test, ifTrue, ifFalse, probability = guess(filter, test) } = terminator;
    return [
      [ifTrue, probability],
      [ifFalse, 1 - probability],
    ];
  }
  const targets = successors(terminator);
  return targets.map((target) => [target, 1 / targets.length]);
}

/** Adds to the targets of `tree` how often they are reached from it, which runs so often. */
function addThroughTree(tree: SwitchTree, frequency: number, frequencies: Float64Array): void {
  const reached = new Float64Array(tree.size);
  const add = (link: number, share: number): void => {
    const all = link < 0 ? frequencies : reached;
    const to = (link < 0 ? tree.exits[exitOf(link)] : link) ?? 0;
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

function guess(filter: FilterView, test: ValueId): number {
  const instr = filter.definition(test);
  const op = instr.kind === 'binary' ? instr.op : null;
  if (op === 'eq') {
    return EQUAL;
  }
  return op === 'ne' ? 1 - EQUAL : 0.5;
}
