import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { type ValueNumbers, valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../edit/check-unguarded-loads.ts';
import {
  BlockContents,
  type CommonHead,
  commonHead,
  isWork,
  ownSuccessors,
} from './common-head.ts';
import { hoistChecks } from './hoist-checks.ts';
import { sharedTest, testFirst } from './shared-test.ts';

/**
 * Moves what all successors of a block begin with to the block itself.
 *
 *     b0: v0 = load.1 [23]                  b0: v0 = load.1 [23]
 *         branch (eq v0, 6), b1, b2             v2 = load.2 [20]
 *     b1: v2 = load.2 [20]                      branch (and v2, 0x1fff), b9, b3
 *         branch (and v2, 0x1fff), b9, b4   =>  b3: branch (eq v0, 6), b4, b5
 *     b2: v3 = load.2 [20]
 *         branch (and v3, 0x1fff), b9, b5
 *
 * - Values and guards: one copy is left of several, and no path executes more or less than before
 *   (a packet that is too short may fail another of the checks first).
 *   An instruction may stand anywhere in a successor, which does all that is in it or rejects; a load
 *   that checks, a guard or a division that all successors have would reject on each way anyway, and
 *   is not moved above anything that could accept. It is congruence that counts, so the copies may
 *   use other copies, which move along.
 * - Tests: where the successors do nothing but make one test then, and lead to one block on one of its
 *   outcomes, that test comes first, and what the block tested itself comes behind it on the other
 *   outcome. Paths to the common block are shorter by a test, all others are as long as they were.
 *   Where neither outcome coincides, nothing would be gained; where both do, block-merging makes one
 *   block of the successors before; and chains of tests that all leave to one block are the business
 *   of branch-reordering.
 * - Bounds checks, on machines that compare `caplen`: see {@link hoistChecks}.
 *
 * A successor to which other blocks lead too stays as it is, as it would have to do its work for them.
 * From the returns backward, so that what is common to all branches of a tree comes up to its root in
 * one run: linear. Leave it to the end of a pipeline, before check-elimination: blocks that share
 * values are neither threaded through nor merged. For classic BPF lowering computes a value where it is
 * used, once on each way if that is no longer, so that shared tests make most of the difference there;
 * x86-64 code gets shorter by a copy, unless a register too many is in use at once.
 *
 * Measure: the number of instructions that are not constants, tests included, falls.
 *
 * Source: Knoop, Ruething and Steffen, "Lazy Code Motion", 1992 (down-safe computations), after
 * Morel and Renvoise, 1979; the very busy expressions of Aho, Sethi and Ullman, "Compilers", 1986.
 */
export function codeMotion(): Pass {
  return {
    name: 'code-motion',
    summary: 'Moves what all successors of a block begin with to the block itself.',

    run(filter, context) {
      const numbers = context.get(valueNumbers);
      const contents = new Map<BlockId, BlockContents>();
      let moved = 0;
      let shared = 0;
      for (const id of context.get(reversePostorder).toReversed()) {
        explainStaying(filter, id, { numbers, contents, context });
        moved += hoistInto(filter, id, numbers, context);
        shared += shareTest(filter, id, numbers, context);
      }
      context.count('instructions-hoisted', moved);
      context.count('tests-shared', shared);
      if (shared > 0) {
        filter.removeUnreachable();
      }
      if (moved > 0) {
        checkUnguardedLoads(filter, context.get);
      }
      if (context.target.readsCaplen) {
        hoistChecks(filter, context);
      }
    },
  };
}

/** Moves to `block` what its successors have in common. Yields how many instructions that are. */
function hoistInto(
  filter: Filter,
  block: BlockId,
  numbers: ValueNumbers,
  { remark }: PassContext,
): number {
  const targets = ownSuccessors(filter, filter.block(block));
  const head = commonHead(filter, targets, numbers);
  if (head === null) {
    return 0;
  }
  move(filter, block, head);
  const work = head.moved.filter(isWork);
  for (const { kind, id } of work) {
    const what = kind === 'guard' ? `b${block}` : `v${id}`;
    remark('done', what, `${kind} moved to b${block}, all successors of which begin with it`);
  }
  return work.length;
}

function move(filter: Filter, block: BlockId, { moved, replaced, guards }: CommonHead): void {
  const [first] = moved;
  if (first === undefined) {
    return;
  }
  const from = filter.definitionBlock(first.id);
  const ids = new Set(moved.map(({ id }) => id));
  const staying = filter.block(from).instrs.filter(({ id }) => !ids.has(id));
  filter.setInstrs(from, staying);
  filter.setInstrs(block, [...filter.block(block).instrs, ...moved]);
  filter.replaceAllUses(replaced);
  filter.removeInstrs(new Set([...replaced.keys(), ...guards]));
}

/** Yields how many tests of the successors of `block` have become its own: one or none. */
function shareTest(
  filter: Filter,
  block: BlockId,
  numbers: ValueNumbers,
  { remark }: PassContext,
): number {
  const shared = sharedTest(filter, ownSuccessors(filter, filter.block(block)), numbers);
  if (shared === null) {
    return 0;
  }
  const late = testFirst(filter, block, shared);
  const message = `test of v${shared.test} comes first: all successors led to b${shared.target} by it; what was tested here is in b${late}`;
  remark('done', `b${block}`, message);
  return 1;
}

interface Explanation {
  readonly numbers: ValueNumbers;
  /** Of the blocks with several predecessors that have been looked at. */
  readonly contents: Map<BlockId, BlockContents>;
  readonly context: PassContext;
}

/**
 * Says which instruction both successors of `block` begin with, but stays as one of them has other
 * predecessors. Looks at each block with one predecessor once, so that all calls together are linear.
 */
function explainStaying(
  filter: Filter,
  block: BlockId,
  { numbers, contents, context }: Explanation,
): void {
  const { terminator } = filter.block(block);
  if (terminator.kind !== 'branch') {
    return;
  }
  const targets = [terminator.ifTrue, terminator.ifFalse];
  const [own, ...others] = targets.filter((id) => filter.predecessorCount(id) === 1);
  const open = targets.find((id) => filter.predecessorCount(id) > 1);
  if (own === undefined || open === undefined || others.length > 0) {
    return;
  }
  const held = contents.get(open) ?? new BlockContents(filter.block(open), numbers);
  contents.set(open, held);
  const alike = filter
    .block(own)
    .instrs.find(
      (instr) => isWork(instr) && instr.kind !== 'guard' && held.find(instr) !== undefined,
    );
  if (alike !== undefined) {
    const message = `not moved to b${block}: b${open}, which computes it too, has other predecessors`;
    context.remark('missed', `v${alike.id}`, message);
  }
}
