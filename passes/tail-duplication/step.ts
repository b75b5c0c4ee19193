import type { BlockId } from '../../src/ir/ids.ts';

/** A block as it is to be entered with something known, and what follows. */
export interface Step {
  readonly block: BlockId;
  /** Tells the steps of one block apart. */
  readonly state: number;
  /** The successors that can be taken, in the order of the terminator, and the states they are entered in. */
  readonly next: ReadonlyMap<BlockId, number>;
}
