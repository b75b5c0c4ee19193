import { fieldOf } from '../../analysis/odds/field-of.ts';
import { shareOfRange, usualShare } from '../../analysis/odds/value-odds.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { SwitchCase, SwitchTerminator } from '../../ir/ir.ts';
import { stretchesOf } from '../../ir/stretches.ts';
import { largestValue } from '../largest-value.ts';

/** Values from `low` to `high`, where they lead, and how often they come. */
export interface WeighedStretch extends SwitchCase {
  /** The share of the packets that come to the switch which have such a value: from 0 to 1. */
  readonly weight: number;
}

/** The share of packets that all cases of a list have in equal parts, besides what is known of them. */
const CASES_SHARE = 0.1;

/**
 * The stretches of the switch that ends `block`, weighed by a profile, else by how usual their values
 * are. Each case has a part of what the cases have together, even where its values are unusual, so that
 * no case lies much deeper in a search tree than in a balanced one.
 */
export function weighedStretches(
  filter: FilterView,
  block: BlockId,
  terminator: SwitchTerminator,
): readonly WeighedStretch[] {
  const { otherwise } = terminator;
  const field = fieldOf(filter, terminator.value);
  const spread = shareOfRange(field, largestValue(terminator.value, filter));
  const usual = (low: number, high: number): number =>
    low === high ? Math.max(usualShare(field, low), spread(low, high)) : spread(low, high);
  const stretches = stretchesOf(terminator);
  const cases = stretches.filter(({ target }) => target !== otherwise);
  const counted = shareOfCases(filter, block, cases);
  const least = CASES_SHARE / cases.length;
  const caseShare =
    counted === null
      ? ({ low, high }: SwitchCase) => (1 - CASES_SHARE) * usual(low, high) + least
      : ({ target }: SwitchCase) => (1 - CASES_SHARE) * counted(target) + least;
  const shareOf = ({ low, high }: SwitchCase): number => usual(low, high);
  const ofDefault = sumOf(stretches.filter(({ target }) => target === otherwise).map(shareOf));
  const left = Math.max(1 - sumOf(cases.map(caseShare)), CASES_SHARE);
  const scale = left / Math.max(ofDefault, Number.EPSILON);
  return stretches.map((stretch) => {
    const { low, high, target } = stretch;
    const weight = target === otherwise ? scale * shareOf(stretch) : caseShare(stretch);
    return { low, high, target, weight };
  });
}

/** Yields the share of one of the cases that lead to a target; `null` where no profile tells. */
function shareOfCases(
  filter: FilterView,
  block: BlockId,
  cases: readonly SwitchCase[],
): ((target: BlockId) => number) | null {
  const total = filter.block(block).count ?? 0;
  const numbers = new Map<BlockId, number>();
  for (const { target } of cases) {
    numbers.set(target, (numbers.get(target) ?? 0) + 1);
  }
  const counted = sumOf([...numbers.keys()].map((id) => filter.block(id).count ?? 0));
  if (total === 0 || counted === 0) {
    return null;
  }
  const all = Math.max(total, counted);
  return (target) => (filter.block(target).count ?? 0) / all / (numbers.get(target) ?? 1);
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
