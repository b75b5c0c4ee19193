import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { successors } from '../../src/ir/ir.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../check-unguarded-loads.ts';
import { ChoiceTable } from './choices.ts';
import { copyBlocks } from './copy-blocks.ts';
import { PartitionFinder } from './partitions.ts';
import { productOf, type Step } from './product.ts';
import { MAX_VALUES, type TestedValue, testedValues } from './tested-values.ts';

/**
 * Copies blocks where paths meet that a later test of one value would part again.
 *
 *     b0: branch (eq v0, 6), b2, b1           b0: branch (eq v0, 6), b2, b1
 *     b1: branch (eq v0, 17), b2, b9          b1: branch (eq v0, 17), b5, b9
 *     b2: branch (eq v1, 53), b8, b3     =>   b2: branch (eq v1, 53), b8, b4
 *     b3: branch (eq v0, 6), b4, b9           b5: branch (eq v1, 53), b8, b9
 *     b4: …                                   b4: …
 *
 * As behind `port 53 or tcp port 80`: the protocol is tested once, and then the tests of ports for
 * each protocol stand together. First, against the order of control, each block learns which numbers
 * of the value it has to keep apart, for itself or for blocks behind it. Then it is entered once for
 * each set of those numbers that gets there.
 *
 * A block whose values others use, or that leads to phis, is not copied: paths meet there as before.
 * Where the filter would grow by more than a tenth and a few instructions, nothing is done. An unchecked load that loses the
 * check which dominated it is checked again. O(n) for each of a few values.
 *
 * Measure: the number of tests of one value that a path can pass falls.
 *
 * Source: Mueller and Whalley, "Avoiding Conditional Branches by Code Replication", PLDI 1995.
 */
export function pathSplitting(): Pass {
  return {
    name: 'path-splitting',
    summary: 'Copies blocks so that a value need not be tested again where paths have met.',

    run(filter, context) {
      let isSplit = false;
      for (let round = 0; round < MAX_VALUES; round += 1) {
        const product = findProduct(filter, context);
        if (product === null) {
          break;
        }
        isSplit = true;
        context.count('blocks-copied', copyBlocks(filter, product));
        context.count('blocks-removed', filter.removeUnreachable());
      }
      if (isSplit) {
        checkUnguardedLoads(filter, context.get);
      }
    },
  };
}

/** The steps for some value for which blocks are to be copied; `null` where there is none. */
function findProduct(filter: Filter, { get, remark }: PassContext): readonly Step[] | null {
  const order = get(reversePostorder);
  const numbers = get(valueNumbers);
  for (const value of testedValues(filter, order, numbers)) {
    const table = new ChoiceTable(value);
    const partitions = new PartitionFinder(filter, numbers, { value, table }).run(order);
    const product = productOf(filter, { order, value, table, partitions });
    if (product === null) {
      remark('missed', firstTest(value), 'the tests of its value would take too many copies');
    } else if (pays(filter, product, value)) {
      remark('done', firstTest(value), 'tests of its value behind joins are settled by copies');
      return product;
    }
  }
  return null;
}

/**
 * Whether blocks are copied; for an address, whether it is known at some test, be it without copies:
 * that it is one of a few numbers is not known to passes that look at single numbers and ranges.
 */
function pays(filter: Filter, steps: readonly Step[], { tests, isOftenMet }: TestedValue): boolean {
  const isCopied = new Set(steps.map(({ block }) => block)).size < steps.length;
  const isSettled = steps.some(
    ({ block, next }) =>
      tests.has(block) && next.size < new Set(successors(filter.block(block).terminator)).size,
  );
  return isCopied || (!isOftenMet && isSettled);
}

const firstTest = ({ tests }: TestedValue): string => `b${[...tests.keys()][0]}`;
