import type { FilterView } from '../../src/ir/filter-view.ts';
import type { SwitchCase, Terminator } from '../../src/ir/ir.ts';
import { comparisonsOf, stretchesOf } from '../../src/ir/stretches.ts';
import type { Pass } from '../../src/pass/pass.ts';
import { gatherTests } from './gather-tests.ts';
import type { TestRun } from './test-runs.ts';

/** Up to so many comparisons a back end makes one after the other. */
const LONGEST_CHAIN = 3;

/** In a search tree, the comparisons that lead to a leaf, for each that a leaf makes. */
const SPLITS = 1 / 3;

/**
 * A run that makes more comparisons than this becomes a search tree all the same: it takes a third
 * more instructions then, of which a packet meets a fifth or fewer.
 */
const LONG_RUN = 64;

/**
 * Makes one test of several tests of one value that follow one another, as `switch-formation` does,
 * but only where that takes no more instructions, or where the tests are very many: neighbours become
 * one range, tests whose outcome does not matter go, networks become ranges, and few numbers are
 * tested in whatever order is best.
 *
 *     b0: branch (eq v0, 0x86dd), b9, b1
 *     b1: branch (eq v0, 0x800), b2, b9    =>    b0: branch (eq v0, 0x800), b2, b9
 *
 * O(n log n).
 *
 * Measure: the number of branches and switches falls.
 */
export function testMerging(): Pass {
  return {
    name: 'test-merging',
    summary: 'Makes one test of tests of one value where that takes no more instructions.',

    run(filter, context) {
      gatherTests(filter, context, (run, stretches) => {
        const cost = costAsTests(filter, run);
        return cost > LONG_RUN || costAsTree(stretches) <= cost;
      });
    },
  };
}

/** The instructions that the run takes as it is, but for loads and constants. */
function costAsTests(filter: FilterView, run: TestRun): number {
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
function costAsTree(stretches: readonly SwitchCase[]): number {
  const { singles, rest } = comparisonsOf(stretches);
  const bounds = rest.length - 1;
  const isChain = singles.length + bounds <= LONGEST_CHAIN;
  return bounds + singles.length * (isChain ? 1 : 1 + SPLITS);
}
