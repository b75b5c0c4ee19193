import { constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { type SwitchTable, switchRanges } from '../../src/ir/switch-ranges.ts';
import { MAX_U32 } from '../../src/support/u32.ts';
import { isRejection } from '../edit/rejection.ts';
import type { NumberRange, NumberSet } from './accepted-numbers.ts';

/** Whether the value `number` is in `set`. */
interface Question {
  readonly number: number;
  readonly numbers: ValueNumbers;
  readonly set: NumberSet;
}

/** More tests are not gone through. */
const MOST_VISITS = 64;

/**
 * Whether `block`, and tests of the value right behind it, reject all that are not in `set`: then to ask
 * before them would tell nothing new.
 */
export function rejectsOthers(
  filter: FilterView,
  block: BlockId,
  { number, numbers, set }: Question,
): boolean {
  const open: Entered[] = [{ block, low: 0, high: MAX_U32 }];
  for (let visits = 0; visits < MOST_VISITS; visits += 1) {
    const entered = open.pop();
    if (entered === undefined) {
      return true;
    }
    const test = constantTest(filter, filter.block(entered.block).terminator);
    const isAsked = test !== null && numbers.of(test.value) === number;
    if (isAsked) {
      open.push(...acceptedBy(filter, test, entered));
    } else if (!set.some(({ low, high }) => low <= entered.low && entered.high <= high)) {
      return false;
    }
  }
  return false;
}

/** A block, and the numbers that come there. */
interface Entered extends NumberRange {
  readonly block: BlockId;
}

/** Where the numbers of `entered` go that are not rejected. */
function acceptedBy(
  filter: FilterView,
  test: SwitchTable,
  { low, high }: NumberRange,
): readonly Entered[] {
  return switchRanges(test)
    .filter((one) => one.low <= high && one.high >= low && !isRejection(filter, one.target))
    .map((one) => ({
      block: one.target,
      low: Math.max(one.low, low),
      high: Math.min(one.high, high),
    }));
}
