import type { Pass } from '../../src/pass/pass.ts';
import { gatherTests } from './gather-tests.ts';
import { costAsTests, costAsTree } from './run-cost.ts';

/**
 * Makes one test of several tests of one value that follow one another, as `switch-formation` does,
 * but only where that takes no more instructions: neighbours become one range, tests whose outcome
 * does not matter go, networks become ranges, and few numbers are tested in whatever order is best.
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
      gatherTests(filter, context, {
        pays: (run, stretches) =>
          costAsTree(stretches, context.target) <= costAsTests(filter, run, context.target),
        otherwise: 'would take more instructions as one',
      });
    },
  };
}
