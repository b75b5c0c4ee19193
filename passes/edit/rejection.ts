import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';

/** Whether `id` does nothing but reject. */
export function isRejection(filter: FilterView, id: BlockId): boolean {
  const { instrs, terminator } = filter.block(id);
  return (
    instrs.length === 0 &&
    terminator.kind === 'return' &&
    terminator.verdict.kind === 'constant' &&
    terminator.verdict.value === 0
  );
}
