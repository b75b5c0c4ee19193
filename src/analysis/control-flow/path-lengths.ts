import { executedSize } from '../../ir/executed.ts';
import type { BlockId } from '../../ir/ids.ts';
import { successors } from '../../ir/ir.ts';
import type { Analysis } from '../analysis.ts';
import { reversePostorder } from './reverse-postorder.ts';

/**
 * How many instructions a packet that no load or division rejects can meet. Constants, phis and
 * jumps don't count, as in the interpreter's counts.
 */
export interface PathLengths {
  /** The fewest instructions from the start of `block` to a return. */
  shortest(block: BlockId): number;
  /** The most instructions from the start of `block` to a return. */
  longest(block: BlockId): number;
}

/** Finds the lengths from the returns up, by dynamic programming: O(edges). */
export const pathLengths: Analysis<PathLengths> = {
  name: 'path-lengths',
  dependsOn: 'all',

  compute(filter, get) {
    const shortest = new Float64Array(filter.blockBound);
    const longest = new Float64Array(filter.blockBound);
    for (const id of get(reversePostorder).toReversed()) {
      const block = filter.block(id);
      const size = executedSize(block);
      let [least, most] = [Number.POSITIVE_INFINITY, 0];
      for (const target of successors(block.terminator)) {
        least = Math.min(least, shortest[target] ?? 0);
        most = Math.max(most, longest[target] ?? 0);
      }
      shortest[id] = size + (Number.isFinite(least) ? least : 0);
      longest[id] = size + most;
    }
    return {
      shortest: (block) => shortest[block] ?? 0,
      longest: (block) => longest[block] ?? 0,
    };
  },
};
