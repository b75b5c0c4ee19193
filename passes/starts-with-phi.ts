import type { FilterView } from '../src/ir/filter-view.ts';
import type { BlockId } from '../src/ir/ids.ts';

/** Whether `id` tells by phis which way control came: they stand before all other instructions. */
export function startsWithPhi(filter: FilterView, id: BlockId): boolean {
  return filter.block(id).instrs[0]?.kind === 'phi';
}
