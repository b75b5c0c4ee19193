import type { SwitchCase } from '../../ir/ir.ts';

/** The numbers below this are codes, such as those of operations: a field that has some has few others. */
const FEWEST_SIZES = 8;

/**
 * Two numbers next to one another that are codes, so that it is as quick to ask for each as for the
 * range, and quicker where it is one of them; `null` where there are none.
 */
export function pairOfCodes(ranges: readonly SwitchCase[]): SwitchCase | null {
  return (
    ranges.find(
      ({ low, high }, index) =>
        high - low === 1 &&
        high < FEWEST_SIZES &&
        low > 0 &&
        ranges[index - 1]?.target === ranges[index + 1]?.target,
    ) ?? null
  );
}
