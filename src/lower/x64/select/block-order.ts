import { layOutBlocks } from '../../../codegen/layout.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId } from '../../../ir/ids.ts';
import { successors, type Terminator } from '../../../ir/ir.ts';

/** The blocks in the order in which they are laid out: each likely successor next where it can be. */
export function blockOrder(filter: FilterView): readonly BlockId[] {
  return layOutBlocks({
    bound: filter.blockBound,
    entry: filter.entry,
    successors: (block: BlockId) => likelyFirst(filter.block(block).terminator),
  });
}

/** The successors, the likely one first; where nothing is known, the true one. */
function likelyFirst(terminator: Terminator): readonly BlockId[] {
  const all = successors(terminator);
  return terminator.kind === 'branch' && (terminator.probability ?? 1) < 0.5
    ? all.toReversed()
    : all;
}
