import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../edit/check-unguarded-loads.ts';
import { type Edit, ThreadingSweep } from './threading-sweep.ts';

/**
 * Leads an edge past the blocks whose tests are settled on it, though other edges into them leave
 * the outcome open.
 *
 *     b0: branch v2, b1, b2               b0: branch v2, b1, b2
 *     b1: … jump b3                       b1: … jump b4
 *     b2: … jump b3                 =>    b2: … jump b5
 *     b3: branch v2, b4, b5
 *
 * One sweep over the blocks in topological order, so that all edges into a block are in their final
 * place when the sweep comes to it. That gives its immediate dominator in the new graph (the nearest
 * common ancestor of its final predecessors in the dominator tree so far) and the facts that hold
 * there: those of the only edge, or of the dominator and of tests that have the same outcome on all
 * edges. From there each edge goes on through block after block for as long as they may be skipped
 * and their outcome is known. A chain of 10,000 alternatives `host a or host b or …` is threaded to
 * its end in this one sweep. O(n log n).
 *
 * Where the facts settle a block's own test, for every edge into it, its branch goes; a switch loses the
 * cases that can't hold; and a block whose check no packet can pass ends there.
 *
 * A block may be skipped where no other block uses its values and nothing in it can reject the
 * packet: each check is known to pass, by facts that count congruent values as one. (In relaxed
 * semantics the checks of loads don't count, as the loads' values are not needed.) Its phis are
 * replaced by their operands for the edge. An unchecked load that loses the check which dominated it
 * is checked again.
 *
 * Measure: the sum over all edges of the longest path from their end to a return falls.
 *
 * Source: Begel, McCanne and Graham, "BPF+", SIGCOMM 1999 (flowgraph edge elimination); Mueller and
 * Whalley, "Avoiding Conditional Branches by Code Replication", 1995, without the replication.
 */
export function jumpThreading(): Pass {
  return {
    name: 'jump-threading',
    summary:
      'Removes tests that those before them settle, and redirects edges past blocks whose tests are settled on them.',

    run(filter, context) {
      const sweep = new ThreadingSweep(filter, context);
      const edits = sweep.run();
      for (const { from, to } of sweep.openEdges) {
        explain(filter, { from, to }, context);
      }
      for (const edit of edits) {
        apply(filter, edit, context);
      }
      if (edits.length > 0) {
        context.count('blocks-removed', filter.removeUnreachable());
        cutRejecting(filter, edits);
      }
      if (sweep.skippedChecks) {
        context.count('loads-checked-again', checkUnguardedLoads(filter, context.get));
      }
    },
  };
}

/** Says why the test of `to` is still there, though other edges are led past it. */
function explain(
  filter: Filter,
  { from, to }: { readonly from: BlockId; readonly to: BlockId },
  { remark }: PassContext,
): void {
  const { terminator } = filter.block(to);
  if (terminator.kind === 'branch') {
    const message = `predicate not removed: its outcome is open on edge b${from}->b${to}`;
    remark('missed', `v${terminator.test}`, message);
  }
}

/** Removes the instructions that no packet gets past, and those behind them. */
function cutRejecting(filter: Filter, edits: readonly Edit[]): void {
  for (const { block, rejectsAt } of edits) {
    if (rejectsAt !== null && filter.hasBlock(block)) {
      filter.setInstrs(block, filter.block(block).instrs.slice(0, rejectsAt));
    }
  }
}

function apply(filter: Filter, edit: Edit, { count, remark }: PassContext): void {
  const { block, terminator, incoming, threaded, settled, rejectsAt } = edit;
  if (rejectsAt !== null) {
    count('rejections');
    remark('done', `b${block}`, 'rejects every packet that comes here, by the tests before it');
  }
  filter.setTerminator(block, terminator);
  for (const { phi, value } of incoming) {
    filter.setIncoming(phi, block, value);
  }
  count('edges-threaded', threaded.length);
  for (const { from, to } of threaded) {
    remark('done', `b${block}->b${from}`, `is settled as far as b${to}`);
  }
  if (settled) {
    count('branches-settled');
    remark('done', `b${block}`, 'its test is settled by tests before it');
  }
}
