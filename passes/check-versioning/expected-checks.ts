import { AnalysisCache } from '../../src/analysis/analysis.ts';
import { checkPlan } from '../../src/analysis/check-plan.ts';
import { reversePostorder } from '../../src/analysis/reverse-postorder.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors, type Terminator } from '../../src/ir/ir.ts';
import type { Profile } from '../../src/pass/pass.ts';

/**
 * How often a packet is compared with `caplen` on average, by checks of a target that has to make them
 * itself: of the packets of the profile; without one, of packets that take each way out of a block
 * equally often where no probability stands. O(n log n).
 */
export function expectedChecks(filter: FilterView, profile: Profile | null): number {
  const plan = new AnalysisCache(filter).get(checkPlan);
  const weights = profile === null ? likelyEntries(filter) : profile.entries(filter);
  const packets = weights.get(filter.entry) ?? 0;
  let checks = 0;
  for (const id of plan.keys()) {
    checks += weights.get(filter.definitionBlock(id)) ?? 0;
  }
  return packets === 0 ? 0 : checks / packets;
}

function likelyEntries(filter: FilterView): ReadonlyMap<BlockId, number> {
  const entries = new Map<BlockId, number>([[filter.entry, 1]]);
  for (const id of new AnalysisCache(filter).get(reversePostorder)) {
    const { terminator } = filter.block(id);
    const targets = successors(terminator);
    for (const target of targets) {
      const share = shareOf(terminator, target) ?? 1 / targets.length;
      entries.set(target, (entries.get(target) ?? 0) + (entries.get(id) ?? 0) * share);
    }
  }
  return entries;
}

function shareOf(terminator: Terminator, target: BlockId): number | null {
  if (terminator.kind !== 'branch' || terminator.probability === undefined) {
    return null;
  }
  return terminator.ifTrue === target ? terminator.probability : 1 - terminator.probability;
}
