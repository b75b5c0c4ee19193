import { valueNumbers } from '../../src/analysis/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { mapTargets } from '../../src/ir/ir.ts';
import type { Pass } from '../../src/pass/pass.ts';
import { keepConstants } from '../keep-constants.ts';
import { conjunctions, type Segment } from './conjunctions.ts';
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
 * How often a test holds is known from a profile, or within wide bounds from what it is about. Tests
 * change places only where that pays for all probabilities within the bounds: nearly no packet is a
 * fragment, and a port is seldom the one that is looked for, whatever the traffic.
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
      const touched = new Set<BlockId>();
      for (const conjunction of conjunctions(filter, context)) {
        const blocks = conjunction.flatMap((segment) => segment.blocks);
        const order = blocks.some((id) => touched.has(id))
          ? null
          : bestOrder(filter, conjunction, numbers);
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

/** Links `segments` in another order. */
function rearrange(filter: Filter, segments: readonly Segment[], order: readonly Segment[]): void {
  const [oldFirst, newFirst, last] = [segments[0], order[0], segments.at(-1)];
  if (oldFirst === undefined || newFirst === undefined || last === undefined) {
    return;
  }
  if (oldFirst.head === filter.entry) {
    const moved = leaveEntry(filter, oldFirst);
    const place = (segment: Segment): Segment => (segment === oldFirst ? moved : segment);
    rearrange(filter, segments.map(place), order.map(place));
    return;
  }
  keepConstants(filter, segments);
  const entering = filter.predecessors(oldFirst.head);
  for (const [index, segment] of order.entries()) {
    const next = order[index + 1]?.head ?? last.next;
    for (const id of segment.blocks) {
      redirect(filter, id, segment.next, next);
    }
  }
  for (const id of entering) {
    redirect(filter, id, oldFirst.head, newFirst.head);
  }
}

/** Moves what the entry block does, which nothing can stand before, to a block behind it. */
function leaveEntry(filter: Filter, { blocks, next }: Segment): Segment {
  const { instrs, terminator } = filter.block(filter.entry);
  const head = filter.addBlock();
  filter.setInstrs(filter.entry, []);
  filter.setTerminator(filter.entry, { kind: 'jump', target: head });
  filter.setInstrs(head, instrs);
  filter.setTerminator(head, terminator);
  return { head, blocks: blocks.map((id) => (id === filter.entry ? head : id)), next };
}

function redirect(filter: Filter, block: BlockId, from: BlockId, to: BlockId): void {
  const { terminator } = filter.block(block);
  filter.setTerminator(
    block,
    mapTargets(terminator, (target) => (target === from ? to : target)),
  );
}
