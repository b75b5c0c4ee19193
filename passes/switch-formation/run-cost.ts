import { constantTest } from '../../src/analysis/values/constant-test.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { SwitchCase, Terminator } from '../../src/ir/ir.ts';
import type { MachineCosts, TreeCosts } from '../../src/ir/machine-costs.ts';
import { comparisonsOf, switchRanges } from '../../src/ir/switch-ranges.ts';
import type { TestRun } from './test-runs.ts';

/** What the run takes as it is on `target`, but for loads and constants. */
export function costAsTests(
  filter: FilterView,
  run: TestRun,
  { comparison, tree }: MachineCosts,
): number {
  let cost = 0;
  let masked: number | null = null;
  for (const block of run.flatMap(({ blocks }) => blocks)) {
    const { terminator } = filter.block(block);
    const mask = maskOf(filter, terminator);
    const comparisons =
      terminator.kind === 'switch' ? comparisonsInTree(switchRanges(terminator), tree) : 1;
    cost += comparison * comparisons;
    // The masked value is still there for the next test of the same bits.
    cost += mask === null || mask === masked ? 0 : 1;
    masked = mask;
  }
  return cost;
}

/** The mask that the test of `terminator` applies and a test of a range would not; else `null`. */
function maskOf(filter: FilterView, terminator: Terminator): number | null {
  const tested = constantTest(filter, terminator)?.value;
  const test = terminator.kind === 'branch' ? filter.definition(terminator.test) : null;
  const compared = test?.kind === 'binary' ? filter.definition(test.lhs) : null;
  const mask =
    compared?.kind === 'binary' && compared.op === 'and' && compared.id !== tested
      ? filter.definition(compared.rhs)
      : null;
  return mask?.kind === 'const' ? mask.value : null;
}

/** What it takes to tell `ranges` apart on `target`. */
export const costAsTree = (
  ranges: readonly SwitchCase[],
  { comparison, tree }: MachineCosts,
): number => comparison * comparisonsInTree(ranges, tree);

function comparisonsInTree(
  ranges: readonly SwitchCase[],
  { longestChain, splits }: TreeCosts,
): number {
  const { singles, rest } = comparisonsOf(ranges);
  const bounds = rest.length - 1;
  const isChain = singles.length + bounds <= longestChain;
  return bounds + singles.length * (isChain ? 1 : 1 + splits);
}
