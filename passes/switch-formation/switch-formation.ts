import type { FilterView } from '../../src/ir/filter-view.ts';
import type { MachineCosts } from '../../src/ir/machine-costs.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { gatherTests, type Policy } from './gather-tests.ts';
import { costAsTests, costAsTree } from './run-cost.ts';
import type { TestRun } from './test-runs.ts';

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
 * have been made before. Targets with phis are left alone. A back end may need more instructions for a
 * switch than for the tests, as it makes a search tree of it. So tests are gathered only where none does,
 * on the machine that the filter is for, and in long lists, of whose comparisons a packet meets few in a
 * tree. `switch-formation<lists>` gathers those alone: early in a pipeline, that spares all later passes
 * the list. `switch-formation<trees>` gathers all, for speed. O(n log n).
 *
 * Measure: the number of branches and switches falls.
 *
 * Source: the ranges of Bernstein, "Producing Good Code for the Case Statement", 1985; tests in
 * sequence as switches as in Uh and Whalley, "Coalescing Conditional Branches into Efficient Indirect
 * Jumps", 1997.
 */
export function switchFormation(): Pass {
  return withPolicy(
    'switch-formation',
    'where no more instructions come of it, or in long lists',
    ({ target }) => ({
      pays: (filter, run, ranges) =>
        isList(filter, run, target) ||
        costAsTree(ranges, target) <= costAsTests(filter, run, target),
      otherwise: 'would take more instructions as one',
    }),
  );
}

/** `switch-formation` for long lists alone. */
export function listFormation(): Pass {
  const { run, ...pass } = withPolicy('switch-formation<lists>', 'in long lists', ({ target }) => ({
    pays: (filter, list) => isList(filter, list, target),
    otherwise: 'are too few to be worth a search tree',
  }));
  return {
    ...pass,
    run(filter, context) {
      if (mayHaveList(filter)) {
        run(filter, context);
      }
    },
  };
}

/** Whether all tests together would make a list, those of a masked value counted twice. */
function mayHaveList(filter: FilterView): boolean {
  let comparisons = 0;
  for (const { terminator } of filter.blocks()) {
    comparisons += terminator.kind === 'switch' ? 2 * terminator.cases.length + 2 : 2;
  }
  return comparisons > LONGEST_RUN;
}

/** `switch-formation` of all tests, which is quicker and may be larger. */
export function treeFormation(): Pass {
  return withPolicy('switch-formation<trees>', 'wherever they stand', () => ({
    pays: () => true,
    otherwise: 'stay apart',
  }));
}

/**
 * A run that takes more comparisons than this is a list: as a search tree it takes about a third
 * more, but of those a packet meets a fifth or fewer.
 */
const LONGEST_RUN = 64;

const isList = (filter: FilterView, run: TestRun, target: MachineCosts): boolean =>
  costAsTests(filter, run, target) > LONGEST_RUN;

/** `where` says in the summary which tests are gathered. */
function withPolicy(
  name: string,
  where: string,
  policyFor: (context: PassContext) => Policy,
): Pass {
  return {
    name,
    summary: `Gathers tests of one value for constants that follow one another into switches, ${where}.`,

    run(filter, context) {
      gatherTests(filter, context, policyFor(context));
    },
  };
}
