import type { Facts } from '../../src/analysis/facts/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { phisOf } from '../../src/ir/phis.ts';
import type { Destination } from './edge-walker.ts';

/** Where one edge ends after threading. */
export interface Route {
  /** The old end. */
  readonly from: BlockId;
  readonly destination: Destination;
  readonly facts: Facts;
}

export const isThreaded = ({ from, destination }: Route): boolean => from !== destination.target;

/** `routes`, all edges of `block`; as the edges were where phis could not tell the new ones apart. */
export function withoutConflict(
  filter: FilterView,
  block: BlockId,
  routes: readonly Route[],
): readonly Route[] {
  return hasConflict(routes) ? routes.map((route) => untouched(filter, block, route)) : routes;
}

/** Whether two edges would end at one block whose phis would have to tell them apart. */
function hasConflict(routes: readonly Route[]): boolean {
  if (routes.every(({ destination }) => destination.incoming.length === 0)) {
    return false;
  }
  const operands = new Map<BlockId, string>();
  return routes.some(({ destination: { target, incoming, copied } }) => {
    if (copied.length > 0) {
      return false;
    }
    const key = incoming.map(({ value }) => value).join(',');
    const known = operands.get(target);
    operands.set(target, key);
    return known !== undefined && known !== key;
  });
}

/** The edge as it was. */
function untouched(filter: FilterView, block: BlockId, { from, facts }: Route): Route {
  const incoming = phisOf(filter.block(from)).map((phi) => ({
    phi: phi.id,
    value: phi.incoming.get(block) ?? phi.id,
  }));
  return { from, facts, destination: { target: from, incoming, copied: [] } };
}
