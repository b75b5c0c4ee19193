import { AnalysisCache } from '../../src/analysis/analysis.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { factTerms } from '../../src/analysis/facts/fact-terms.ts';
import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../edit/check-unguarded-loads.ts';
import { type DuplicationBudget, LARGE, SMALL } from './budget.ts';
import { bypassChains } from './bypass-chains.ts';
import { copiesForAll, copiesForSome } from './choose-copies.ts';
import { copyBlocks } from './copy-blocks.ts';
import { hasJoinedTests } from './has-joined-tests.ts';
import { ruleChains } from './rule-chain.ts';
import { rangesToSplit, splitRanges } from './split-ranges.ts';
import type { Step } from './step.ts';
import { TestTable } from './test-table.ts';

/** Filters with more different tests than these are left alone: what is known of each is kept. */
const MAX_TESTS = 256;

/** Filters with more blocks than these are left alone too. */
const MAX_BLOCKS = 1024;

/**
 * Copies blocks behind joins for what the tests before them have told, so that no path makes a test
 * again whose outcome it knows.
 *
 *     b0: branch (eq v0, 1), b1, b2           b0: branch (eq v0, 1), b1, b2
 *     b1: branch (eq v1, 7), b9, b3           b1: branch (eq v1, 7), b9, b4
 *     b2: branch (eq v1, 8), b9, b3     =>    b2: branch (eq v1, 8), b9, b5
 *     b3: branch (eq v0, 1), b4, b5
 *
 * As behind `port 53 or tcp port 80`, where the protocol is tested once and the ports of each stand
 * together; or in a list of rules that name addresses, networks and ports in any order.
 *
 * A state is a block and the outcomes that are known when a packet comes there, of those tests that
 * the block or one behind it makes. From the entry on, each state leads to others; an outcome settles
 * the tests that it implies, such as those of other numbers. Then, from the ends back, states of one
 * block are made one if they lead to the same states. What remains are the blocks of the new filter.
 *
 * How much a filter may grow is an option: by a tenth and a few instructions, or, as
 * `tail-duplication<large>`, twelvefold as far as the machine takes it. There, a test for a range, such as
 * a network, is told apart by two comparisons first (`splitRanges`), since it tells more where it fails
 * than that: whether the value is below or above. Those that lead on to the same blocks become one test
 * again (`switch-formation`). Where the filter would be too large with all outcomes, they are kept in mind
 * for as many of the tested values as fit, those first that most blocks test.
 *
 * Then packets that a long chain of rules has nothing to do with are led past the tests of one value
 * (`bypassChains`), which for very long lists is all that is done. Where such a chain is about two values,
 * `tail-duplication<large>` copies as little as the other: most packets are past the chain before copies have
 * any use. `(net A and port P) or …` of 20 has 428 instructions of classic BPF so, of which packets execute
 * 7.7; with all copies 2,550 and 12.0.
 *
 * What a copied block computes for others comes to them from the copy that is passed, by a phi where copies
 * meet again (`SsaEdits`). On a machine with one register that is not done, but for constants, which are
 * written again: a value that meets others would come by way of memory, and tests of it that stay together
 * become one switch. Without that rule `portrange 1-100 or portrange 50-150` executes 9 % more instructions
 * of classic BPF, and all filters of the corpora together 0.03 % fewer.
 *
 * An unchecked load that loses the check which dominated it is checked again. Filters with very many tests
 * are left as they are, so the cost is bounded: O(n) in the states looked at, for each value that is tried.
 *
 * Measure: the number of tests that paths make though their outcomes are known falls.
 *
 * Source: Mueller and Whalley, "Avoiding Conditional Branches by Code Replication", PLDI 1995; Bodik,
 * Gupta and Soffa, "Complete Removal of Redundant Expressions", PLDI 1998; the states are made one as in
 * Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986.
 */
export function tailDuplication(): Pass {
  return withBudget('tail-duplication', SMALL);
}

/** `tail-duplication` for speed: the filter may grow. */
export function largeTailDuplication(): Pass {
  return withBudget('tail-duplication<large>', LARGE);
}

/** How large a filter may get, in words. */
const sizeIn = ({ growth, extra }: DuplicationBudget): string =>
  `${growth} times the filter's instructions${extra === 0 ? '' : ` plus ${extra}`}`;

function withBudget(name: string, budget: DuplicationBudget): Pass {
  return {
    name,
    summary: `Copies blocks so that no path makes a test again whose outcome it knows, up to ${sizeIn(budget)}, and leads packets past long chains of rules.`,

    run(filter, context) {
      const spent = hasChainOfTwo(filter, context, budget) ? SMALL : budget;
      const steps = filter.blockCount > MAX_BLOCKS ? null : findCopies(filter, context, spent);
      if (steps !== null) {
        context.count('blocks-copied', copyBlocks(filter, steps));
      }
      const bypassed = bypassChains(filter, context, budget.shortestChain);
      if (steps !== null || bypassed) {
        checkUnguardedLoads(filter, context.get);
      }
    },
  };
}

/**
 * Whether there is a chain about two values, past which packets are led by one of them and then by the other:
 * copies for what its tests have told would add little.
 */
function hasChainOfTwo(
  filter: Filter,
  { get }: PassContext,
  { shortestChain }: DuplicationBudget,
): boolean {
  const parts = { numbers: get(valueNumbers), fewest: shortestChain };
  return ruleChains(filter, get(reversePostorder), parts).some(
    ({ tests }) => new Set(tests.map(({ number }) => number)).size === 2,
  );
}

function findCopies(
  filter: Filter,
  context: PassContext,
  budget: DuplicationBudget,
): readonly Step[] | null {
  const steps = budget.splitsRanges ? copiesWithRangesApart(filter, context, budget) : null;
  if (steps !== null) {
    return steps;
  }
  const isJoined = hasJoinedTests(filter, context.get(reversePostorder), context.get(factTerms));
  return isJoined ? copiesFor(filter, context, budget) : null;
}

/**
 * Splits the ranges of `filter`, if all outcomes can be kept in mind then. Yields the copies to make;
 * `null` where nothing has been split.
 */
function copiesWithRangesApart(
  filter: Filter,
  { get, target, count, remark }: PassContext,
  budget: DuplicationBudget,
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
  const steps =
    tests.size > MAX_TESTS ? null : copiesForAll(trial, { tests, order, target, budget });
  if (steps === null || steps === 'too-large') {
    return null;
  }
  splitRanges(filter, ranges);
  count('ranges-split', ranges.length);
  remark('done', `b${filter.entry}`, DONE);
  return steps;
}

function copiesFor(
  filter: Filter,
  { get, target, remark }: PassContext,
  budget: DuplicationBudget,
): readonly Step[] | null {
  const order = get(reversePostorder);
  const tests = new TestTable(filter, order, get(factTerms));
  if (tests.size > MAX_TESTS) {
    remark('missed', `b${filter.entry}`, `has ${tests.size} tests, more than ${MAX_TESTS}`);
    return null;
  }
  const steps = copiesForAll(filter, { tests, order, target, budget });
  if (steps === 'too-large') {
    return copiesForSome(filter, { tests, order, target, budget, remark });
  }
  if (steps !== null) {
    remark('done', `b${filter.entry}`, DONE);
  }
  return steps;
}

const DONE = 'blocks are copied for what tests before them have told';
