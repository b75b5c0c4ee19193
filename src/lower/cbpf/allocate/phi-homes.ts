import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId } from '../../../ir/ids.ts';
import type { PhiInstr } from '../../../ir/ir.ts';
import { phisOf } from '../../../ir/phis.ts';

/** Which phis of a block arrive in registers. */
export interface PhiHomes {
  readonly a: PhiInstr | null;
  readonly x: PhiInstr | null;
}

/** The phis of `block` that something uses. */
export function usedPhis(filter: FilterView, block: BlockId): readonly PhiInstr[] {
  return phisOf(filter.block(block)).filter(({ id }) => filter.useCount(id) > 0);
}

/** Gives X to the first phi that is an index only, and A to the first of the others. */
export function phiHomes(filter: FilterView, phis: readonly PhiInstr[]): PhiHomes {
  const x = phis.find((phi) => isIndex(filter, phi)) ?? null;
  return { a: phis.find((phi) => phi !== x) ?? null, x };
}

/** Whether `phi` is used by nothing but addresses. */
function isIndex(filter: FilterView, phi: PhiInstr): boolean {
  const { instrs, terminators } = filter.uses(phi.id);
  return (
    terminators.length === 0 && instrs.every(({ kind }) => kind === 'load' || kind === 'guard')
  );
}
