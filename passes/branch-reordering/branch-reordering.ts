import type { Pass } from '../../src/pass/pass.ts';
import { groupTests } from './group-tests.ts';
import { orderTests } from './order-tests.ts';

/**
 * Links blocks that test in another order, which is of no consequence to any verdict and takes fewer
 * instructions: the tests of one value together (see {@link groupTests}), and of tests that a packet has
 * all to pass, those first that reject most for what they cost (see {@link orderTests}).
 *
 * What tests of several blocks cost is known only once they are one, and which stand together is known
 * only once they are ordered: so stand it between two `switch-formation`. O(n log n).
 *
 * Measure: the number of places where a test of one value follows that of another; then how often a test
 * stands before one that is worth more.
 */
export function branchReordering(): Pass {
  return {
    name: 'branch-reordering',
    summary: 'Brings tests of one value together, and those first that reject most for their cost.',

    run(filter, context) {
      groupTests(filter, context);
      orderTests(filter, context);
    },
  };
}
