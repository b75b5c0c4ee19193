import type { BlockId } from '../../../ir/ids.ts';
import type { Place } from '../machine/place.ts';

/** A check that has to be an instruction of its own. */
export interface PlannedGuard extends Place {
  /** Which register the check may change; the other holds something that is needed. */
  readonly through: 'a' | 'x';
}

/** Where the code checks the length of the packet besides by the loads that it does anyway. */
export class GuardPlan {
  readonly #atBlocks = new Map<BlockId, PlannedGuard[]>();
  readonly #onEdges = new Map<BlockId, Map<BlockId, PlannedGuard[]>>();
  #size = 0;

  /** The number of guards. */
  get size(): number {
    return this.#size;
  }

  /** The checks at the start of `block`. */
  atBlock(block: BlockId): readonly PlannedGuard[] {
    return this.#atBlocks.get(block) ?? [];
  }

  /** The checks on the edge from one block to another. */
  onEdge(from: BlockId, to: BlockId): readonly PlannedGuard[] {
    return this.#onEdges.get(from)?.get(to) ?? [];
  }

  /** Adds a check, unless it is there. */
  addAtBlock(block: BlockId, guard: PlannedGuard): void {
    if (hasPlace(this.atBlock(block), guard)) {
      return;
    }
    this.#atBlocks.set(block, [...this.atBlock(block), guard]);
    this.#size += 1;
  }

  /** Adds a check, unless it is there. */
  addOnEdge(from: BlockId, to: BlockId, guard: PlannedGuard): void {
    if (hasPlace(this.onEdge(from, to), guard)) {
      return;
    }
    const guards = [...this.onEdge(from, to), guard];
    const edges = this.#onEdges.get(from) ?? new Map<BlockId, PlannedGuard[]>();
    this.#onEdges.set(from, edges.set(to, guards));
    this.#size += 1;
  }
}

function hasPlace(guards: readonly PlannedGuard[], { base, extent }: Place): boolean {
  return guards.some((guard) => guard.base === base && guard.extent === extent);
}
