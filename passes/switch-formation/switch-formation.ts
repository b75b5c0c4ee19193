import type { Pass } from '../../src/pass/pass.ts';
import { gatherTests } from './gather-tests.ts';

/**
 * Gathers tests of one value for constants that follow one another into one `switch`.
 *
 *     b0: branch (eq v0, 80), b9, b1
 *     b1: branch (eq v0, 443), b8, b2          =>   b0: switch v0, [80: b9, 443: b8,
 *     b2: branch (ugt v0, 1023), b9, b3                             1024..0xffffffff: b9], b3
 *
 * A test for a constant, an order, a network (`x & mask == y`, where the mask leaves out the lowest
 * bits) and a switch are all the same here: they lead ranges of the value somewhere. Where ranges
 * overlap, the earlier test counts; neighbours with one target become one range, and ranges that lead
 * where all the rest leads are no longer told apart. What remains of the numbers that the value can't
 * be, because it is loaded from fewer bytes, goes with its neighbours. One or two ranges that one
 * comparison tells apart become a branch.
 *
 * The tests after the first may do nothing else: their values are not used elsewhere and their loads
 * have been made before. Targets with phis are left alone. A back end may need more
 * instructions for a switch than for the tests, as it makes a search tree of it; `test-merging` gathers
 * only where none does. O(n log n).
 *
 * Measure: the number of branches and switches falls.
 *
 * Source: the ranges of Bernstein, "Producing Good Code for the Case Statement", 1985; tests in
 * sequence as switches as in Uh and Whalley, "Coalescing Conditional Branches into Efficient Indirect
 * Jumps", 1997.
 */
export function switchFormation(): Pass {
  return {
    name: 'switch-formation',
    summary: 'Gathers tests of one value for constants into switches.',

    run(filter, context) {
      gatherTests(filter, context, { pays: () => true, otherwise: 'stay apart' });
    },
  };
}
