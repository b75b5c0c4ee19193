import type { Pass } from '../../src/pass/pass.ts';
import { bypassChains } from './bypass-chains.ts';

/** As many tests make a list for `list-formation`, whose search trees cost size as well. */
const FEWEST_TESTS = 64;

/**
 * Leads packets that a long list of rules has nothing to do with past the tests of one value.
 *
 *     b0: branch (eq v0, 1), b10, b1        b4: switch v0, [1: b0, 2: b0], b5
 *     b1: branch (eq v1, 5), b10, b2        b5: branch (eq v1, 5), b10, b6
 *     b2: branch (eq v0, 2), b11, b3   =>   b6: branch (eq v1, 6), b11, b9
 *     b3: branch (eq v1, 6), b11, b9        b0: as before
 *
 * As of `(host a and port 1) or (host b and port 2) …`. Which rule is asked first matters, as each may
 * reject a packet that is too short for it, so the tests of sources can't be moved past those of
 * destinations. But for a packet whose source is in no rule, which is nearly any, the tests of sources
 * do nothing: one switch finds that out, and a copy of the chain without those tests goes on. What is
 * left in the copy are tests of one value that follow one another, for `list-formation` to gather.
 *
 * Only the tests are copied, not what they lead to, and only while the program can be expected to stay
 * within the kernel's limit, if it was. For short lists, see `rule-bypass`. O(n log n).
 *
 * Measure: the number of values that are tested along a long chain which no switch of them leads past.
 *
 * Source: a packet classifier's lookup of one dimension, as in Gupta and McKeown, "Algorithms for
 * Packet Classification", 2001, for one outcome.
 */
export function listBypass(): Pass {
  return {
    name: 'list-bypass',
    summary: 'Leads packets past the tests of a value that is in no rule of a long list.',

    run(filter, context) {
      bypassChains(filter, context, FEWEST_TESTS);
    },
  };
}
