import { AnalysisCache } from '../../src/analysis/analysis.ts';
import { checkPlan } from '../../src/analysis/checks/check-plan.ts';
import { blockFrequency } from '../../src/analysis/odds/block-frequency.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Profile } from '../../src/pass/pass.ts';

/**
 * How often a packet is compared with `caplen` on average, by checks of a target that has to make them
 * itself: of the packets of the profile; without one, by how often blocks run. O(n log n).
 */
export function expectedChecks(filter: FilterView, profile: Profile | null): number {
  const { get } = new AnalysisCache(filter);
  const plan = get(checkPlan);
  const entries = profile?.entries(filter);
  const frequency = get(blockFrequency);
  const entriesOf = (id: BlockId): number =>
    entries === undefined ? (frequency[id] ?? 0) : (entries.get(id) ?? 0);
  const packets = entriesOf(filter.entry);
  let checks = 0;
  for (const id of plan.keys()) {
    checks += entriesOf(filter.definitionBlock(id));
  }
  return packets === 0 ? 0 : checks / packets;
}
