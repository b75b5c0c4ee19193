import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import { successors, type Terminator } from '../../ir/ir.ts';

/** A block under way in the depth-first walk, and its successors not yet seen. */
interface Visit {
  readonly block: BlockId;
  readonly rest: BlockId[];
}

/**
 * The order in which the blocks are laid out: every block before its successors (a topological
 * order, since there are no cycles), and where it is free to choose, the likely successor next.
 *
 * Reverse postorder of a depth-first walk that takes the likely successor last: O(blocks + edges).
 */
export function blockOrder(filter: FilterView): readonly BlockId[] {
  const seen = new Uint8Array(filter.blockBound);
  const postorder: BlockId[] = [];
  const stack: Visit[] = [];
  const enter = (block: BlockId): void => {
    seen[block] = 1;
    stack.push({ block, rest: likelyFirst(filter.block(block).terminator) });
  };

  enter(filter.entry);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.rest.pop();
    if (next === undefined) {
      postorder.push(top.block);
      stack.pop();
    } else if (seen[next] === 0) {
      enter(next);
    }
  }
  return postorder.reverse();
}

/** The successors, the likely one first; where nothing is known, the true one. */
function likelyFirst(terminator: Terminator): BlockId[] {
  const all = [...successors(terminator)];
  return terminator.kind === 'branch' && (terminator.probability ?? 1) < 0.5 ? all.reverse() : all;
}
