import { constantTest } from '../../src/analysis/constant-test.ts';
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
  let cost = 0;
  let masked: number | null = null;
  for (const block of run.flatMap(({ blocks }) => blocks)) {
    const { terminator } = filter.block(block);
    const mask = maskOf(filter, terminator);
    cost += terminator.kind === 'switch' ? costAsTree(stretchesOf(terminator)) : 1;
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

/** The comparisons that tell `stretches` apart. */
export function costAsTree(stretches: readonly SwitchCase[]): number {
  const { singles, rest } = comparisonsOf(stretches);
  const bounds = rest.length - 1;
  const isChain = singles.length + bounds <= LONGEST_CHAIN;
  return bounds + singles.length * (isChain ? 1 : 1 + SPLITS);
}
