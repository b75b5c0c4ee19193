import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Pass } from '../../src/pass/pass.ts';
import { type Conjunction, conjunctions } from './conjunctions.ts';
import { orderOnTrace } from './order-on-trace.ts';
import { rearrange } from './rearrange.ts';
import { bestOrder } from './segment-order.ts';

/**
 * Puts first, of tests that a packet has all to pass, those that reject most for what they cost.
 *
 *     b0: branch (ne (and v0, 0x1fff), 0), b9, b1         b1: branch (eq v1, 80), b0, b9
 *     b1: branch (eq v1, 80), b2, b9                =>    b0: branch (ne (and v0, 0x1fff), 0), b9, b2
 *     b9: return 0                                        b9: return 0
 *
 * The tests may be regions of several blocks, as of `src or dst port 80`. Whatever fails one of them
 * is rejected, and so is whatever is too short for one of their loads, so the order is of no
 * consequence to any verdict. Only tests that use values of others stay behind them.
 *
 * With a trace, orders are tried on it. Else how often a test holds is known within wide bounds from
 * what it is about, and tests change places only where that pays for nearly all probabilities within
 * the bounds: nearly no packet is a fragment, and a port is seldom the one that is looked for.
 *
 * O(n log n).
 *
 * Measure: how often a test stands before one that is worth more falls.
 *
 * Source: the order by cost and probability is that of Hanani, "An Optimal Evaluation of Boolean
 * Expressions in an Online Query System", 1977.
 */
export function testOrdering(): Pass {
  return {
    name: 'test-ordering',
    summary: 'Puts the tests first that reject most packets for what they cost.',

    run(filter, context) {
      const numbers = context.get(valueNumbers);
      const { profile } = context;
      const betterOrder = (conjunction: Conjunction): Conjunction | null =>
        profile === null
          ? bestOrder(filter, conjunction, { numbers, remark: context.remark })
          : orderOnTrace(filter, conjunction, profile);
      const touched = new Set<BlockId>();
      for (const conjunction of conjunctions(filter, context)) {
        const blocks = conjunction.flatMap((segment) => segment.blocks);
        const order = blocks.some((id) => touched.has(id)) ? null : betterOrder(conjunction);
        if (order !== null) {
          rearrange(filter, conjunction, order);
          for (const id of blocks) {
            touched.add(id);
          }
          context.count('tests-ordered', order.length);
          context.remark('done', `b${order[0]?.head}`, 'is asked before tests that reject less');
        }
      }
    },
  };
}
