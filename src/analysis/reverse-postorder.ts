import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId } from '../ir/ids.ts';
import { successors } from '../ir/ir.ts';
import type { Analysis } from './analysis.ts';

/** A block of the walk and how many of its successors it has visited. */
interface Step {
  readonly id: BlockId;
  readonly targets: readonly BlockId[];
  next: number;
}

/**
 * The reachable blocks, each after all its predecessors except along back edges; without cycles, a
 * topological order. The true side of a branch stands before the false side where both may.
 */
export const reversePostorder: Analysis<readonly BlockId[]> = {
  name: 'reverse-postorder',
  dependsOn: 'cfg',

  compute(filter) {
    const visited = new Uint8Array(filter.blockBound);
    const postorder: BlockId[] = [];
    const path: Step[] = [];
    const enter = (id: BlockId): void => {
      visited[id] = 1;
      path.push(step(filter, id));
    };
    enter(filter.entry);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = top.targets[top.next];
      top.next += 1;
      if (target === undefined) {
        postorder.push(top.id);
        path.pop();
      } else if (visited[target] === 0) {
        enter(target);
      }
    }
    return postorder.reverse();
  },
};

/** The last successor is visited first, so that the first comes first in the reversed order. */
function step(filter: FilterView, id: BlockId): Step {
  return { id, targets: [...successors(filter.block(id).terminator)].reverse(), next: 0 };
}
