import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../edit/check-unguarded-loads.ts';
import { applyEdits } from './apply-edits.ts';
import { ThreadingSweep } from './threading-sweep.ts';

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
 * A block may be skipped where nothing in it can reject the packet: each check is known to pass, by facts
 * that count congruent values as one. (In relaxed semantics the checks of loads don't count, as the loads'
 * values are not needed.) Its phis are replaced by their operands for the edge. An unchecked load that loses
 * the check which dominated it is checked again.
 *
 * What a skipped block computes for others is computed in a copy of it, which all edges share that skip the
 * same blocks, and comes by a phi to where it meets that of the block (`SsaEdits`); if it is no more than a
 * few instructions for an edge, and only past a test that is settled. On a machine with one register that
 * is done for constants alone, which are written again: others would come by way of memory.
 *
 * Copies are for filters that come with shared values, such as hand-written IR: in named pipelines this
 * pass stands before those that make blocks share. Of the 611 filters of the corpora and of a list of those in
 * use, O1, O2, O3, `bpf93` and `bpf-plus` make the same IR for x86-64 with and without copies; so do O1 and O2
 * of the classic BPF that O0 and O2 made of them. Of 300 random programs of classic BPF, two change.
 *
 * Measure: the number of paths from the entry falls, or stays and the sum over all edges of the longest path
 * from their end to a return falls. A copy is made only to skip a test, which takes a path away.
 *
 * Source: Begel, McCanne and Graham, "BPF+", SIGCOMM 1999 (flowgraph edge elimination); Mueller and
 * Whalley, "Avoiding Conditional Branches by Code Replication", 1995, replicating only what others use.
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
      applyEdits(filter, edits, context);
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
