import { executedSize } from '../../src/ir/executed.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { MachineCosts } from '../../src/ir/machine-costs.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import type { DuplicationBudget } from './budget.ts';
import { explore } from './explore-states.ts';
import { minimize } from './merge-states.ts';
import type { Step } from './step.ts';
import type { TestTable } from './test-table.ts';

/** Instructions of a filter for each that the machine takes: less than half are left in the end. */
const SHRINKAGE = 9_000 / 4_096;

/** After so many values for which there is no room, no others are tried. */
const MAX_REFUSED = 4;

/** What copies are chosen by. */
interface ChoiceParts {
  readonly tests: TestTable;
  /** Blocks before their successors. */
  readonly order: readonly BlockId[];
  readonly target: MachineCosts;
  readonly budget: DuplicationBudget;
}

/**
 * The blocks as they are to be entered if all outcomes are kept in mind; `null` where no test would
 * be settled.
 *
 * @returns `too-large` where the filter would grow too much.
 */
export function copiesForAll(
  filter: FilterView,
  parts: ChoiceParts,
): readonly Step[] | null | 'too-large' {
  const { tests } = parts;
  tests.follow(allValues(tests));
  const steps = copiesFor(filter, parts);
  return steps === null || settledTests(filter, steps) > 0 ? (steps ?? 'too-large') : null;
}

/**
 * The same for the tests of as many values as the filter may grow for.
 */
export function copiesForSome(
  filter: FilterView,
  parts: ChoiceParts & Pick<PassContext, 'remark'>,
): readonly Step[] | null {
  const { tests, remark } = parts;
  const kept: number[] = [];
  let refused = 0;
  let best: readonly Step[] | null = null;
  for (const value of allValues(tests)) {
    if (refused === MAX_REFUSED) {
      break;
    }
    tests.follow([...kept, value]);
    const steps = copiesFor(filter, parts);
    const where = `b${tests.firstBlock(value)}`;
    if (steps === null) {
      refused += 1;
      remark('missed', where, 'to know its outcome behind joins would take too many copies');
    } else if (settledTests(filter, steps) > settledTests(filter, best ?? [])) {
      best = steps;
      kept.push(value);
      remark('done', where, 'blocks are copied for what tests of its value have told');
    }
  }
  return best;
}

const allValues = ({ values }: TestTable): readonly number[] =>
  Array.from({ length: values }, (_, value) => value);

/** The blocks as they are to be entered for the tests that are followed; `null` where that is too many. */
function copiesFor(
  filter: FilterView,
  { tests, order, target, budget }: ChoiceParts,
): readonly Step[] | null {
  const size = order.reduce((sum, block) => sum + executedSize(filter.block(block)), 0);
  const limit = Math.min(
    size * budget.growth + budget.extra,
    Math.max(size, SHRINKAGE * target.instructionLimit),
  );
  const states = explore(filter, order, { tests, target, limit: limit * budget.statesLookedAt });
  const steps = states === null ? null : minimize(states);
  return steps === null || sizeOf(filter, steps) > limit ? null : steps;
}

/** The size of the filter that `steps` make, less the tests that are settled. */
function sizeOf(filter: FilterView, steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    return isSettled(filter, step) ? sum : sum + executedSize(filter.block(step.block));
  }, 0);
}

const settledTests = (filter: FilterView, steps: readonly Step[]): number =>
  steps.filter((step) => isSettled(filter, step)).length;

const isSettled = (filter: FilterView, { block, next }: Step): boolean =>
  filter.block(block).terminator.kind === 'branch' && next.size === 1;
