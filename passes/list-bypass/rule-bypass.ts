import type { Pass } from '../../src/pass/pass.ts';
import { bypassChains } from './bypass-chains.ts';

/** Fewer tests of one value than these are passed quickly enough. */
const FEWEST_TESTS = 16;

/**
 * Leads packets past the tests of one value in lists of rules that are shorter than `list-bypass` asks
 * for. The copies are a larger part of such a filter: it grows by a sixth or so, and executes a third of
 * the instructions. O(n log n).
 *
 * Measure: the number of values that are tested along a chain which no switch of them leads past.
 */
export function ruleBypass(): Pass {
  return {
    name: 'rule-bypass',
    summary: 'Leads packets past the tests of a value that is in no rule of a shorter list.',

    run(filter, context) {
      bypassChains(filter, context, FEWEST_TESTS);
    },
  };
}
