import type { SwitchCase } from '../../ir/ir.ts';

/** The numbers below this are codes, such as those of operations: a field that has some has few others. */
const FEWEST_SIZES = 8;

/**
 * Two numbers next to one another that are codes, so that it is as quick to ask for each as for the
 * range, and quicker where it is one of them; `null` where there are none.
 */
export function pairOfCodes(stretches: readonly SwitchCase[]): SwitchCase | null {
  return (
    stretches.find(
      ({ low, high }, index) =>
        high - low === 1 &&
        high < FEWEST_SIZES &&
        low > 0 &&
        stretches[index - 1]?.target === stretches[index + 1]?.target,
    ) ?? null
  );
}
