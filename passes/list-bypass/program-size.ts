import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { MachineCosts } from '../../src/ir/machine-costs.ts';
import type { RuleTest } from './rule-chain.ts';

/** In a search tree, the comparisons for each number: its own, and its share of those that halve. */
const TREE_COST = 1.5;

/** The share of loads that is left once the blocks of a list share what they load, as measured. */
const LOADS_LEFT = 0.5;

/** So many times larger a program may be estimated than it becomes. */
const UNCERTAINTY = 1.25;

/**
 * Whether the program for `filter` and copies of `tests` can be expected to stay within the machine's
 * limit. True where the filter alone does not, as such a program is for an engine without one.
 */
export function fitsWith(
  filter: FilterView,
  tests: readonly RuleTest[],
  { instructionLimit }: MachineCosts,
): boolean {
  const size = [...filter.blocks()].reduce((sum, { id }) => sum + sizeOf(filter, id), 0);
  const added = tests.reduce((sum, { test }) => sum + TREE_COST * test.cases.length, 0);
  return size > UNCERTAINTY * instructionLimit || size + added <= instructionLimit;
}

/** About as many instructions as a block becomes in the end. */
function sizeOf(filter: FilterView, block: BlockId): number {
  const { instrs, terminator } = filter.block(block);
  const loads = instrs.filter(({ kind }) => kind === 'load').length;
  const cases = terminator.kind === 'switch' ? terminator.cases.length : 0;
  return (terminator.kind === 'branch' ? 1 : cases) + LOADS_LEFT * loads;
}
