import type { FilterView } from '../../src/ir/filter-view.ts';
import type { SwitchCase, Terminator } from '../../src/ir/ir.ts';
import { comparisonsOf, stretchesOf } from '../../src/ir/stretches.ts';
import type { TestRun } from './test-runs.ts';

/** Up to so many comparisons a back end makes one after the other. */
const LONGEST_CHAIN = 3;

/** In a search tree, the comparisons that lead to a leaf, for each that a leaf makes. */
const SPLITS = 1 / 3;

/** The instructions that the run takes as it is, but for loads and constants. */
export function costAsTests(filter: FilterView, run: TestRun): number {
  return run
    .flatMap(({ blocks }) => blocks)
    .reduce((cost, block) => cost + costOf(filter, filter.block(block).terminator), 0);
}

/** A comparison of masked bits takes the mask and the comparison. */
function costOf(filter: FilterView, terminator: Terminator): number {
  if (terminator.kind === 'switch') {
    return costAsTree(stretchesOf(terminator));
  }
  const test = terminator.kind === 'branch' ? filter.definition(terminator.test) : null;
  const compared = test?.kind === 'binary' ? filter.definition(test.lhs) : null;
  return compared?.kind === 'binary' && compared.op === 'and' ? 2 : 1;
}

/** The comparisons that tell `stretches` apart. */
export function costAsTree(stretches: readonly SwitchCase[]): number {
  const { singles, rest } = comparisonsOf(stretches);
  const bounds = rest.length - 1;
  const isChain = singles.length + bounds <= LONGEST_CHAIN;
  return bounds + singles.length * (isChain ? 1 : 1 + SPLITS);
}
