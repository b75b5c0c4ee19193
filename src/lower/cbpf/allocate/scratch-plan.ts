import type { BlockId, ValueId } from '../../../ir/ids.ts';

/** Which values of a filter have a scratch word of their own, which they keep while needed. */
export interface ScratchPlan {
  /** The word of `value`, which is stored whenever it is computed; -1 where it has none. */
  slotOf(value: ValueId): number;
  /** The words that hold values needed in `block`, as bits: not free for anything else there. */
  reserved(block: BlockId): number;
}

/** Gives no value a word. */
export const NO_SCRATCH: ScratchPlan = { slotOf: () => -1, reserved: () => 0 };
