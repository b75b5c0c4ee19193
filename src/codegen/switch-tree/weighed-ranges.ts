import { fieldOf } from '../../analysis/odds/field-of.ts';
import { shareOfRange, usualShare } from '../../analysis/odds/value-odds.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { SwitchCase, SwitchTerminator } from '../../ir/ir.ts';
import { switchRanges } from '../../ir/switch-ranges.ts';
import { largestValue } from '../largest-value.ts';

/** Values from `low` to `high`, where they lead, and how often they come. */
export interface WeighedRange extends SwitchCase {
  /** The share of the packets that come to the switch which have such a value: from 0 to 1. */
  readonly weight: number;
}

/** The share of packets that all cases of a list have in equal parts, besides what is known of them. */
const CASES_SHARE = 0.1;

/**
 * The ranges of the switch that ends `block`, weighed by a profile, else by how usual their values
 * are. Each case has a part of what the cases have together, even where its values are unusual, so that
 * no case lies much deeper in a tree than in a balanced one.
 */
export function weighedRanges(
  filter: FilterView,
  block: BlockId,
  terminator: SwitchTerminator,
): readonly WeighedRange[] {
  const { otherwise } = terminator;
  const field = fieldOf(filter, terminator.value);
  const spread = shareOfRange(field, largestValue(terminator.value, filter));
  const ranges = switchRanges(terminator);
  const cases = ranges.filter(({ target }) => target !== otherwise);
  const counted = shareOfCases(filter, block, cases);
  const least = CASES_SHARE / cases.length;
  let ofCases = 0;
  let ofDefault = 0;
  const weighed: { low: number; high: number; target: BlockId; weight: number }[] = [];
  for (const { low, high, target } of ranges) {
    const usual = spread(low, high);
    const share = low === high ? Math.max(usualShare(field, low), usual) : usual;
    if (target === otherwise) {
      ofDefault += share;
      weighed.push({ low, high, target, weight: share });
    } else {
      const weight = (1 - CASES_SHARE) * (counted === null ? share : counted(target)) + least;
      ofCases += weight;
      weighed.push({ low, high, target, weight });
    }
  }
  const scale = Math.max(1 - ofCases, CASES_SHARE) / Math.max(ofDefault, Number.EPSILON);
  for (const one of weighed) {
    if (one.target === otherwise) {
      one.weight *= scale;
    }
  }
  return weighed;
}

/** Yields the share of one of the cases that lead to a target; `null` where no profile tells. */
function shareOfCases(
  filter: FilterView,
  block: BlockId,
  cases: readonly SwitchCase[],
): ((target: BlockId) => number) | null {
  const total = filter.block(block).count ?? 0;
  if (total === 0) {
    return null;
  }
  const numbers = new Map<BlockId, number>();
  for (const { target } of cases) {
    numbers.set(target, (numbers.get(target) ?? 0) + 1);
  }
  let counted = 0;
  for (const target of numbers.keys()) {
    counted += filter.block(target).count ?? 0;
  }
  const all = Math.max(total, counted);
  return counted === 0
    ? null
    : (target) => (filter.block(target).count ?? 0) / all / (numbers.get(target) ?? 1);
}
