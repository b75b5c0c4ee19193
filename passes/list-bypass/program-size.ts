import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { RuleTest } from './rule-chain.ts';

/** The most instructions that Linux takes. Source: `BPF_MAXINSNS`, linux/bpf_common.h. */
const KERNEL_LIMIT = 4_096;

/** In a search tree, the comparisons for each number: its own, and its share of those that halve. */
const TREE_COST = 1.5;

/** The share of loads that is left once the blocks of a list share what they load, as measured. */
const LOADS_LEFT = 0.5;

/** So many times larger a program may be estimated than it becomes. */
const UNCERTAINTY = 1.25;

/**
 * Whether classic BPF for `filter` and copies of `tests` can be expected to stay within the kernel's
 * limit. True where the filter alone does not, as such a program is for an engine without one.
 */
export function fitsWith(filter: FilterView, tests: readonly RuleTest[]): boolean {
  const size = [...filter.blocks()].reduce((sum, { id }) => sum + sizeOf(filter, id), 0);
  const added = tests.reduce((sum, { test }) => sum + TREE_COST * test.cases.length, 0);
  return size > UNCERTAINTY * KERNEL_LIMIT || size + added <= KERNEL_LIMIT;
}

/** About as many instructions as a block becomes in the end. */
function sizeOf(filter: FilterView, block: BlockId): number {
  const { instrs, terminator } = filter.block(block);
  const loads = instrs.filter(({ kind }) => kind === 'load').length;
  const cases = terminator.kind === 'switch' ? terminator.cases.length : 0;
  return (terminator.kind === 'branch' ? 1 : cases) + LOADS_LEFT * loads;
}
