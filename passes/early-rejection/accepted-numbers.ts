import { constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';
import { type SwitchTable, switchRanges } from '../../src/ir/switch-ranges.ts';
import { MAX_U32 } from '../../src/support/u32.ts';
import { isRejection } from '../edit/rejection.ts';

/** Numbers from `low` to `high`. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

/** Disjoint ranges in order; one number stays one range, even beside another. */
export type NumberSet = readonly NumberRange[];

export const EVERY_NUMBER: NumberSet = [{ low: 0, high: MAX_U32 }];

/** A set of more ranges is not kept: it counts as every number. */
const MOST_RANGES = 8;

/**
 * By block, the numbers that the value `number` must be one of if a packet that comes there is to be
 * accepted: every number where some way to an accepting return does not test it. O(n).
 *
 * @param order The blocks before their successors.
 */
export function acceptedNumbers(
  filter: FilterView,
  order: readonly BlockId[],
  { number, numbers }: { readonly number: number; readonly numbers: ValueNumbers },
): ReadonlyMap<BlockId, NumberSet> {
  const accepted = new Map<BlockId, NumberSet>();
  for (const id of order.toReversed()) {
    const { terminator } = filter.block(id);
    const test = constantTest(filter, terminator);
    const setOf = (target: BlockId): NumberSet => accepted.get(target) ?? [];
    if (terminator.kind === 'return') {
      accepted.set(id, isRejection(filter, id) ? [] : EVERY_NUMBER);
    } else if (test !== null && numbers.of(test.value) === number) {
      accepted.set(id, acceptedBy(test, setOf));
    } else {
      accepted.set(id, union(successors(terminator).map(setOf)));
    }
  }
  return accepted;
}

/** The numbers that `test` leads to a target that accepts them. */
function acceptedBy(test: SwitchTable, setOf: (target: BlockId) => NumberSet): NumberSet {
  if (test.cases.filter(({ target }) => setOf(target).length > 0).length > MOST_RANGES) {
    return EVERY_NUMBER;
  }
  return union(switchRanges(test).map(({ target, low, high }) => clip(setOf(target), low, high)));
}

function clip(set: NumberSet, low: number, high: number): NumberSet {
  return set
    .filter((range) => range.high >= low && range.low <= high)
    .map((range) => ({ low: Math.max(range.low, low), high: Math.min(range.high, high) }));
}

function union(sets: readonly NumberSet[]): NumberSet {
  const [first, ...others] = sets;
  if (first === undefined || others.every((other) => other === first)) {
    return first ?? [];
  }
  const joined: { low: number; high: number }[] = [];
  let hasGaps = false;
  for (const { low, high } of sets.flat().sort((a, b) => a.low - b.low)) {
    const last = joined.at(-1);
    hasGaps ||= low > (last?.high ?? -1) + 1;
    if (last !== undefined && low <= last.high) {
      last.high = Math.max(last.high, high);
    } else {
      joined.push({ low, high });
    }
  }
  const isEvery = !hasGaps && joined.at(-1)?.high === MAX_U32;
  return isEvery || joined.length > MOST_RANGES ? EVERY_NUMBER : joined;
}
