import type { FilterView } from '../ir/filter-view.ts';

/** Whether some reachable block returns something other than the constant 0. */
export function canAccept(filter: FilterView): boolean {
  for (const { terminator } of filter.blocks()) {
    if (
      terminator.kind === 'return' &&
      (terminator.verdict.kind === 'value' || terminator.verdict.value !== 0)
    ) {
      return true;
    }
  }
  return false;
}
