import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { mapTargets } from '../../src/ir/ir.ts';
import { keepConstants } from '../edit/keep-constants.ts';
import { leaveEntry } from '../edit/leave-entry.ts';
import type { Segment } from './conjunctions.ts';

/** Links `segments` in another order. */
export function rearrange(
  filter: Filter,
  segments: readonly Segment[],
  order: readonly Segment[],
): void {
  const [oldFirst, newFirst, last] = [segments[0], order[0], segments.at(-1)];
  if (oldFirst === undefined || newFirst === undefined || last === undefined) {
    return;
  }
  if (oldFirst.head === filter.entry) {
    const head = leaveEntry(filter);
    const blocks = oldFirst.blocks.map((id) => (id === filter.entry ? head : id));
    const moved = { ...oldFirst, head, blocks };
    const place = (segment: Segment): Segment => (segment === oldFirst ? moved : segment);
    rearrange(filter, segments.map(place), order.map(place));
    return;
  }
  keepConstants(filter, segments);
  const entering = filter.predecessors(oldFirst.head);
  for (const [index, segment] of order.entries()) {
    const next = order[index + 1]?.head ?? last.next;
    for (const id of segment.blocks) {
      redirect(filter, id, segment.next, next);
    }
  }
  for (const id of entering) {
    redirect(filter, id, oldFirst.head, newFirst.head);
  }
}

function redirect(filter: Filter, block: BlockId, from: BlockId, to: BlockId): void {
  const { terminator } = filter.block(block);
  filter.setTerminator(
    block,
    mapTargets(terminator, (target) => (target === from ? to : target)),
  );
}
