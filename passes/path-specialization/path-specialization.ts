import { AnalysisCache } from '../../src/analysis/analysis.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { factTerms } from '../../src/analysis/facts/fact-terms.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../check-unguarded-loads.ts';
import { copyBlocks } from '../path-splitting/copy-blocks.ts';
import type { Step } from '../path-splitting/product.ts';
import { copiesForAll, copiesForSome } from './choose-copies.ts';
import { rangesToSplit, splitRanges } from './split-ranges.ts';
import { TestTable } from './test-table.ts';

/** Filters with more different tests than these are left alone: what is known of each is kept. */
const MAX_TESTS = 256;

/** Filters with more blocks than these are left alone too. */
const MAX_BLOCKS = 1024;

/**
 * Copies blocks for what the tests before them have told, so that no path makes a test again whose
 * outcome it knows.
 *
 *     b0: branch (eq v0, 1), b1, b2           b0: branch (eq v0, 1), b1, b2
 *     b1: branch (eq v1, 7), b9, b3           b1: branch (eq v1, 7), b9, b4
 *     b2: branch (eq v1, 8), b9, b3     =>    b2: branch (eq v1, 8), b9, b5
 *     b3: branch (eq v0, 1), b4, b5
 *
 * `path-splitting` does that for one value that tells what kind a packet is; here all tests count:
 * of addresses, networks, ports and fragments, as in a list of rules that name them in any order.
 *
 * A state is a block and the outcomes that are known when a packet comes there, of those tests that
 * the block or one behind it makes. From the entry on, each state leads to others; an outcome settles
 * the tests that it implies, such as those of other numbers. Then, from the ends back, states of one
 * block are made one if they lead to the same states. What remains are the blocks of the new filter.
 *
 * A test for a range, such as a network, tells more where it fails than that: whether the value is below
 * or above. So ranges are asked for by two comparisons first (`splitRanges`), as far as the filter has
 * room; those that lead on to the same blocks become one test again later (`test-merging`).
 *
 * Where the filter would be too large with all outcomes, they are kept in mind for as many of the tested
 * values as fit, those first that most blocks test. A block whose values others use, or that leads to phis,
 * is not copied: paths meet there as before. An unchecked load that loses the check which dominated it is
 * checked again. Filters with very many tests are left as they are, so the cost is bounded: O(n) in the
 * states looked at, for each value that is tried.
 *
 * Measure: the number of tests that paths make though their outcomes are known falls.
 *
 * Source: Bodik, Gupta and Soffa, "Complete Removal of Redundant Expressions", PLDI 1998, and
 * "Interprocedural Conditional Branch Elimination", PLDI 1997; the states are made one as in Bryant,
 * "Graph-Based Algorithms for Boolean Function Manipulation", 1986.
 */
export function pathSpecialization(): Pass {
  return {
    name: 'path-specialization',
    summary: 'Copies blocks so that no path makes a test again whose outcome it knows.',

    run(filter, context) {
      const { get, count } = context;
      if (filter.blockCount > MAX_BLOCKS) {
        return;
      }
      const steps = copiesWithRangesApart(filter, context) ?? copiesFor(filter, context);
      if (steps !== null) {
        count('blocks-copied', copyBlocks(filter, steps));
        count('blocks-removed', filter.removeUnreachable());
        checkUnguardedLoads(filter, get);
      }
    },
  };
}

/**
 * Splits the ranges of `filter`, if all outcomes can be kept in mind then. Yields the copies to make;
 * `null` where nothing has been split.
 */
function copiesWithRangesApart(
  filter: Filter,
  { get, target, count, remark }: PassContext,
): readonly Step[] | null {
  const ranges = rangesToSplit(filter, get);
  if (ranges.length === 0) {
    return null;
  }
  const trial = filter.clone();
  splitRanges(trial, ranges);
  const cache = new AnalysisCache(trial);
  const order = cache.get(reversePostorder);
  const tests = new TestTable(trial, order, cache.get(factTerms));
  const steps = tests.size > MAX_TESTS ? null : copiesForAll(trial, { tests, order, target });
  if (steps === null || steps === 'too-large') {
    return null;
  }
  splitRanges(filter, ranges);
  count('ranges-split', ranges.length);
  remark('done', `b${filter.entry}`, DONE);
  return steps;
}

function copiesFor(filter: Filter, { get, target, remark }: PassContext): readonly Step[] | null {
  const order = get(reversePostorder);
  const tests = new TestTable(filter, order, get(factTerms));
  if (tests.size > MAX_TESTS) {
    remark('missed', `b${filter.entry}`, `has ${tests.size} tests, more than ${MAX_TESTS}`);
    return null;
  }
  const steps = copiesForAll(filter, { tests, order, target });
  if (steps === 'too-large') {
    return copiesForSome(filter, { tests, order, target, remark });
  }
  if (steps !== null) {
    remark('done', `b${filter.entry}`, DONE);
  }
  return steps;
}

const DONE = 'blocks are copied for what tests before them have told';
