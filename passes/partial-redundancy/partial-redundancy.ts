import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../edit/check-unguarded-loads.ts';
import { carryOut } from './carry-out.ts';
import { type Merge, RedundancySearch, type StayingValue } from './redundancy-search.ts';

/** How far {@link partialRedundancy} goes. */
export interface PartialRedundancyOptions {
  /**
   * At the end of how many predecessors of a block a value is inserted at most, to remove it from the block.
   * Default: 1, so that there are never more instructions than before; 0 removes only what all
   * bring, and adds nothing but phis.
   */
  readonly insertions?: number;
  /**
   * Whether loads from constant addresses are removed too, which most machines do in one instruction,
   * or in one with the test of the value. Default: `true`.
   */
  readonly plainLoads?: boolean;
}

/**
 * Removes values that some predecessors of a block bring already: the others compute them at their end, and
 * a phi takes their place.
 *
 *     b1: v1 = load.2 [14]                  b1: v1 = load.2 [14]
 *         branch v4, b3, b9                     branch v4, b3, b9
 *     b2: jump b3                     =>    b2: v7 = load.2 [14]
 *     b3: v5 = load.2 [14]                      jump b3
 *         v6 = and v5, 0x1fff               b3: v5 = phi [b1: v1, b2: v7]
 *                                               v6 = and v5, 0x1fff
 *
 * - What counts is congruence on each edge: operands that are phis of the block, or have become so,
 *   stand for what they are there. Behind a block that all predecessors bring a value to, it goes from the
 *   blocks that only this one leads to as well; inserted it is only for the block that computes it.
 * - Strict: a block does all that is in it or rejects. So a load that checks, or a division, which
 *   moves from it to the end of a predecessor rejects no packet that would have been accepted. An unchecked
 *   load that is above its check then is checked itself.
 * - An edge from a block that has other successors gets a block for what is inserted, if no predecessor of
 *   the join ends in a jump: this block is then laid out right before the join, at no cost. So there
 *   is one of these for a join at most; where it would need a jump, the value stays.
 * - Predicates are left to jump-threading, tail-duplication and tail-duplication<large>, which change where
 *   an edge leads rather than to keep the outcome in a phi. Constants and inputs are at hand anyway.
 *
 * No path executes more instructions than before, and those on which the value is brought one less;
 * with one insertion at most, there are never more copies of a value than before. But phis count for
 * nothing there, and on machines they do: in classic BPF a value in scratch memory costs as much as a
 * load, and what brings it has to store it; on x86-64 a load that one test uses is part of that test.
 * Behind tail-duplication and gvn what is left is nearly all loads from constant addresses,
 * which gain nothing by this. So it stands in `bpf-plus`, whose paper has this step, and not in O2
 * or O3: of the corpora's filters two or three in a hundred would get longer code by it, for either
 * machine, and hardly one shorter code, though the IR executes less.
 *
 * O(n log n), as joins of more than 64 predecessors are left alone.
 *
 * Measure: the instructions on all paths together, of which each path counts its own, become fewer.
 *
 * Source: VanDrunen and Hosking, "Value-Based Partial Redundancy Elimination", 2004, in one sweep as
 * there are no cycles, and moving up by one join at a time; Knoop, Ruething and Steffen, "Lazy Code
 * Motion", 1992; Morel and Renvoise, "Global Optimization by Suppression of Partial Redundancies",
 * 1979. A step of Begel, McCanne and Graham, "BPF+", 1999.
 */
export function partialRedundancy(options: PartialRedundancyOptions = {}): Pass {
  const search = { insertions: 1, plainLoads: true, ...options };
  return {
    name: 'partial-redundancy',
    summary: 'Removes values that some predecessors of a block bring already.',

    run(filter, context) {
      const { merges, staying } = new RedundancySearch(filter, context, search);
      for (const value of staying) {
        explainStaying(value, context);
      }
      if (merges.size === 0) {
        return;
      }
      const all = [...merges.values()];
      carryOut(filter, all);
      for (const merge of all) {
        explain(merge, context);
      }
      context.count('loads-checked-again', checkUnguardedLoads(filter, context.get));
    },
  };
}

function explain(
  { value: { kind, id }, join, incoming }: Merge,
  { count, remark }: PassContext,
): void {
  const brought = [...incoming].map(([from, value]) => `v${value} on edge b${from}->b${join.id}`);
  count(kind === 'load' ? 'loads-merged' : 'operations-merged');
  remark('done', `v${id}`, `is ${brought.join(', ')}`);
}

const REASONS: Readonly<Record<StayingValue['reason'], string>> = {
  'others-lack-it': 'nor do more of them than may have it inserted',
  'edge-would-jump': 'where a block on the edge would need a jump',
  'not-on-every-path': 'from where not all paths need it',
};

function explainStaying(
  { value, join, from, lackedBy, reason }: StayingValue,
  { remark }: PassContext,
): void {
  const message = `not merged: edge b${from}->b${join} brings it, but not b${lackedBy}->b${join}, ${REASONS[reason]}`;
  remark('missed', `v${value}`, message);
}
