import type { BlockId, ValueId } from '../../ir/ids.ts';

/**
 * What the code of a filter asked for: where values were needed, and which of them were not in a
 * register any more. Decides which values get a scratch word.
 */
export class Demand {
  readonly #blocks = new Map<ValueId, Set<BlockId>>();
  readonly #gains = new Map<ValueId, number>();
  readonly #missing = new Set<ValueId>();

  /** Per value, the blocks that needed it, for the values that a scratch word could serve. */
  get blocks(): ReadonlyMap<ValueId, ReadonlySet<BlockId>> {
    return this.#blocks;
  }

  /** The phis that were needed and nowhere to be found: the code is not right without them. */
  get missing(): ReadonlySet<ValueId> {
    return this.#missing;
  }

  /** What a scratch word for `value` would spare, in instructions executed per packet. */
  gain(value: ValueId): number {
    return this.#gains.get(value) ?? 0;
  }

  need(value: ValueId, block: BlockId): void {
    const blocks = this.#blocks.get(value);
    if (blocks === undefined) {
      this.#blocks.set(value, new Set([block]));
    } else {
      blocks.add(block);
    }
  }

  miss(value: ValueId): void {
    this.#missing.add(value);
  }

  addGain(value: ValueId, instructions: number): void {
    this.#gains.set(value, this.gain(value) + instructions);
  }
}
