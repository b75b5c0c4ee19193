import type { BlockId } from '../../../ir/ids.ts';
import type { Place } from '../machine/place.ts';

/** A check that has to be an instruction of its own. */
export interface PlannedGuard extends Place {
  /** Which register the check may change; the other holds something that is needed. */
  readonly through: 'a' | 'x';
}

/** Where the code checks the length of the packet besides by the loads that it does anyway. */
export class GuardPlan {
  readonly #atBlocks = new Map<BlockId, GuardList>();
  readonly #onEdges = new Map<BlockId, Map<BlockId, GuardList>>();
  #size = 0;

  /** The number of guards. */
  get size(): number {
    return this.#size;
  }

  /** The checks at the start of `block`. */
  atBlock(block: BlockId): readonly PlannedGuard[] {
    return this.#atBlocks.get(block)?.guards ?? [];
  }

  /** The checks on the edge from one block to another. */
  onEdge(from: BlockId, to: BlockId): readonly PlannedGuard[] {
    return this.#onEdges.get(from)?.get(to)?.guards ?? [];
  }

  /** Adds a check, unless it is there. */
  addAtBlock(block: BlockId, guard: PlannedGuard): void {
    this.#size += addTo(this.#atBlocks, block, guard) ? 1 : 0;
  }

  /** Adds a check, unless it is there. */
  addOnEdge(from: BlockId, to: BlockId, guard: PlannedGuard): void {
    const edges = this.#onEdges.get(from) ?? new Map<BlockId, GuardList>();
    this.#onEdges.set(from, edges);
    this.#size += addTo(edges, to, guard) ? 1 : 0;
  }
}

/** The checks at one place, which may be as many as the block has loads: each is found at once. */
interface GuardList {
  readonly guards: PlannedGuard[];
  /** The extents that are checked, by base. */
  readonly extents: Map<PlannedGuard['base'], Set<number>>;
}

/** Adds `guard` to the list of `block`; yields whether it was not there. */
function addTo(lists: Map<BlockId, GuardList>, block: BlockId, guard: PlannedGuard): boolean {
  const list: GuardList = lists.get(block) ?? { guards: [], extents: new Map() };
  const extents = list.extents.get(guard.base) ?? new Set<number>();
  if (extents.has(guard.extent)) {
    return false;
  }
  list.guards.push(guard);
  list.extents.set(guard.base, extents.add(guard.extent));
  lists.set(block, list);
  return true;
}
