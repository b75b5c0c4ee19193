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

/**
 * Whether every verdict is 0 or 1, as of programs that iptables runs: 1 then means to accept the packet, not
 * to keep one byte of it.
 */
export function saysYesOrNo(filter: FilterView): boolean {
  for (const { terminator } of filter.blocks()) {
    if (
      terminator.kind === 'return' &&
      (terminator.verdict.kind === 'value' || terminator.verdict.value > 1)
    ) {
      return false;
    }
  }
  return true;
}
