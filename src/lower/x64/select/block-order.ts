import { edgeOdds } from '../../../analysis/odds/branch-odds.ts';
import { layOutBlocks } from '../../../codegen/layout.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId } from '../../../ir/ids.ts';
import { successors, type Terminator } from '../../../ir/ir.ts';

/** The blocks in the order in which they are laid out: each likely successor next where it can be. */
export function blockOrder(filter: FilterView): readonly BlockId[] {
  return layOutBlocks({
    bound: filter.blockBound,
    entry: filter.entry,
    successors: (block: BlockId) => likelyFirst(filter, filter.block(block).terminator),
  });
}

/** The successors, the likely one first; where both are as likely, the true one. */
function likelyFirst(filter: FilterView, terminator: Terminator): readonly BlockId[] {
  const all = successors(terminator);
  return terminator.kind === 'branch' && isMoreOftenFalse(filter, terminator)
    ? all.toReversed()
    : all;
}

function isMoreOftenFalse(filter: FilterView, terminator: Terminator): boolean {
  const [[, held] = [null, 1]] = edgeOdds(filter, terminator);
  return held < 0.5;
}
