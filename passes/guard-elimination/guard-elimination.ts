import { type CheckCoverage, checkCoverage } from '../../src/analysis/checks/check-coverage.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { type BlockFacts, blockFacts } from '../../src/analysis/facts/block-facts.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import type { GuardInstr } from '../../src/ir/ir.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { anticipatedGuards, type PartlyAnticipated } from './anticipated-guards.ts';

/**
 * Removes bounds checks that other bounds checks make superfluous, in both directions.
 *
 *     v0 = load.2 [12]            v0 = load.2 [12]
 *     guard 30                    v1 = load.1.nocheck [13]
 *     v1 = load.1 [13]      =>    v2 = load.4 [26]
 *     v2 = load.4 [26]
 *
 * - Backward: a guard goes where on every path from it to an accepting return a later check reaches
 *   as far. Rejecting later is the same verdict, as a filter has no other effect; and a path that
 *   ends in `return 0` needs no check at all.
 * - Forward: a guard goes where a check that dominates it reaches as far, or where the facts at the
 *   place say that `caplen` does; and a checked load that is dominated so becomes unchecked.
 *
 * Backward comes first, for a load checks at no cost on a machine that checks all loads. A guard on
 * which an unchecked load relies already stays, unless another dominates both. Checks on one base
 * (the same SSA value) are compared by their extents; one on a computed base implies one from the
 * start of the packet. In relaxed semantics guards stay, for the loads that would cover them may go.
 *
 * One sweep against and one walk down the dominator tree: linear, times the bases of guards live at
 * once.
 *
 * Measure: the number of guards, then that of checked loads, falls.
 *
 * Source: Gupta, "Optimizing Array Bound Checks Using Flow Analysis", 1993 (available and
 * anticipated checks).
 */
export function guardElimination(): Pass {
  return {
    name: 'guard-elimination',
    summary: 'Removes bounds checks that earlier or later ones make superfluous.',

    run(filter, context) {
      if (context.semantics === 'strict' && hasGuards(filter)) {
        const partly = removeAnticipated(filter, context);
        removeCovered(filter, context);
        explainKept(filter, partly, context);
      }
      uncheckLoads(filter, context);
    },
  };
}

/** Yields the guards that stay because later checks stand in for them on some edges only. */
function removeAnticipated(
  filter: Filter,
  { get, count, remark }: PassContext,
): readonly PartlyAnticipated[] {
  const { reliedOn } = get(checkCoverage);
  const removable = (guard: GuardInstr): boolean => !reliedOn.has(guard.id);
  const { superfluous, partly } = anticipatedGuards(filter, get(reversePostorder), removable);
  for (const id of superfluous) {
    remark('done', `b${filter.definitionBlock(id)}`, 'a later check reaches as far as its guard');
  }
  remove(filter, superfluous);
  count('guards-anticipated', superfluous.size);
  return partly;
}

/** Says why guards are still there, unless an earlier check has made them superfluous since. */
function explainKept(
  filter: FilterView,
  partly: readonly PartlyAnticipated[],
  { remark }: PassContext,
): void {
  for (const { guard, from, to } of partly) {
    if (filter.findDefinition(guard) !== undefined) {
      const message = `guard not removed: no later check reaches as far on edge b${from}->b${to}`;
      remark('missed', `b${from}`, message);
    }
  }
}

function removeCovered(filter: Filter, { get, count }: PassContext): void {
  const coverage = get(checkCoverage);
  const byFacts = coveredByFacts(filter, get(blockFacts), coverage);
  const covered = new Set([...coverage.coveredGuards, ...byFacts]);
  remove(filter, covered);
  count('guards-covered', covered.size);
}

function uncheckLoads(filter: Filter, { get, count, remark }: PassContext): void {
  const { coveredLoads } = get(checkCoverage);
  for (const load of coveredLoads) {
    filter.replace({ ...load, checked: false });
    remark('done', `v${load.id}`, 'an earlier check reaches as far');
  }
  count('loads-unchecked', coveredLoads.length);
}

/** The guards that can't reject any packet that comes to them, and on which no load relies. */
function coveredByFacts(
  filter: FilterView,
  facts: BlockFacts,
  { reliedOn }: CheckCoverage,
): readonly ValueId[] {
  const covered: ValueId[] = [];
  for (const { id, instrs } of filter.blocks()) {
    let known = facts.atEntry(id);
    for (const instr of instrs) {
      if (instr.kind === 'guard' && !reliedOn.has(instr.id) && known.covers(instr)) {
        covered.push(instr.id);
      }
      known = known.after(instr) ?? known;
    }
  }
  return covered;
}

function hasGuards(filter: FilterView): boolean {
  for (const { instrs } of filter.blocks()) {
    if (instrs.some(({ kind }) => kind === 'guard')) {
      return true;
    }
  }
  return false;
}

function remove(filter: Filter, guards: ReadonlySet<ValueId>): void {
  if (guards.size > 0) {
    filter.removeInstrs(guards);
  }
}
