import { mayReject } from '../../../ir/effect.ts';
import type { Filter } from '../../../ir/filter.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';

/**
 * Removes from a filter that is being reduced what has no effect: unreachable blocks, jumps to a block
 * that nothing else jumps to, unused values. Stands apart from the passes, which may be what is wrong.
 * The filter may be invalid, and stays so.
 */
export function sweep(filter: Filter): void {
  filter.removeUnreachable();
  joinChains(filter);
  for (let dead = unused(filter); dead.size > 0; dead = unused(filter)) {
    filter.removeInstrs(dead);
  }
}

function joinChains(filter: Filter): void {
  for (const { id } of [...filter.blocks()]) {
    if (followsAlone(filter, id)) {
      filter.mergeIntoPredecessor(id);
    }
  }
}

/** Whether `id` can become the end of the one block that it is reached from. */
export function followsAlone(filter: Filter, id: BlockId): boolean {
  const [predecessor] = filter.predecessors(id);
  return (
    predecessor !== undefined &&
    filter.predecessorCount(id) === 1 &&
    filter.block(predecessor).terminator.kind === 'jump'
  );
}

function unused(filter: Filter): ReadonlySet<ValueId> {
  const dead = new Set<ValueId>();
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      if (filter.useCount(instr.id) === 0 && !mayReject(instr)) {
        dead.add(instr.id);
      }
    }
  }
  return dead;
}
