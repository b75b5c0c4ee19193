import type { FilterView } from './filter-view.ts';
import type { BlockId } from './ids.ts';
import { successors } from './ir.ts';

/**
 * The blocks that a path from the entry reaches, each after all its predecessors except along back
 * edges; without cycles, a topological order. The true side of a branch stands before the false side
 * where both may. Linear, without recursion.
 */
export function blocksInReversePostorder(filter: FilterView): BlockId[] {
  const visited = new Array<boolean>(filter.blockBound).fill(false);
  const postorder: BlockId[] = [];
  /** The blocks of the path that is walked, their successors, and how many of those are left to visit. */
  const path: BlockId[] = [];
  const targets: (readonly BlockId[])[] = [];
  const left: number[] = [];
  let next: BlockId | undefined = filter.entry;
  while (next !== undefined || path.length > 0) {
    if (next !== undefined) {
      const after = successors(filter.block(next).terminator);
      visited[next] = true;
      path.push(next);
      targets.push(after);
      left.push(after.length);
    }
    const top = path.length - 1;
    const remaining = (left[top] ?? 0) - 1;
    left[top] = remaining;
    // The last successor is visited first, so that the first comes first in the reversed order.
    next = targets[top]?.[remaining];
    if (next === undefined) {
      left.pop();
      targets.pop();
      const done = path.pop();
      if (done !== undefined) {
        postorder.push(done);
      }
    } else if (visited[next] === true) {
      next = undefined;
    }
  }
  return postorder.reverse();
}
