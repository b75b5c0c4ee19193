import { accessOf } from '../../src/analysis/checks/access.ts';
import type { BlockFacts } from '../../src/analysis/facts/block-facts.ts';
import { isCheck } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';

/** A check that packets of some length can't fail. */
export interface CheckSite {
  readonly block: BlockId;
  /** The length in bytes, a u32: the end of the access where its base is largest. */
  readonly reach: number;
}

/** An access that may end farther off is of no interest: few packets are as long. */
const FARTHEST = 0xffff;

/** The checks of the filter whose bases are known to end before byte 65,536. */
export function checkSites(filter: FilterView, facts: BlockFacts): readonly CheckSite[] {
  const sites: CheckSite[] = [];
  for (const { id, instrs } of filter.blocks()) {
    for (const instr of instrs) {
      const { base, extent } = isCheck(instr) ? accessOf(instr, filter) : NO_ACCESS;
      const reach = extent + (base === null ? 0 : facts.atEntry(id).rangeOf(base).high);
      if (reach <= FARTHEST) {
        sites.push({ block: id, reach });
      }
    }
  }
  return sites;
}

const NO_ACCESS = { base: null, extent: Number.POSITIVE_INFINITY } as const;
