import type { BlockId, ValueId } from '../../ir/ids.ts';

/**
 * What the code of a filter asked for: where values were needed, and which of them were not in a
 * register any more. Decides which values get a scratch word. Adds up over all runs of emission.
 */
export class Demand {
  readonly #blocks = new Map<ValueId, Set<BlockId>>();
  readonly #gains = new Map<ValueId, number>();
  readonly #missing = new Set<ValueId>();
  #lacks = false;

  /** Per value, the blocks that needed it, for the values that a scratch word could serve. */
  get blocks(): ReadonlyMap<ValueId, ReadonlySet<BlockId>> {
    return this.#blocks;
  }

  /** The phis that were needed and nowhere to be found: the code is not right without them. */
  get missing(): ReadonlySet<ValueId> {
    return this.#missing;
  }

  /** Whether the last run took values to be in scratch memory that were not. */
  get lacks(): boolean {
    return this.#lacks;
  }

  /** What a scratch word for `value` would spare, in instructions executed per packet. */
  gain(value: ValueId): number {
    return this.#gains.get(value) ?? 0;
  }

  /** Says that what follows is of another run. */
  startRun(): void {
    this.#lacks = false;
  }

  /** `value` is needed in `block`. */
  need(value: ValueId, block: BlockId): void {
    const blocks = this.#blocks.get(value);
    if (blocks === undefined) {
      this.#blocks.set(value, new Set([block]));
    } else {
      blocks.add(block);
    }
  }

  /** The phi `value` was nowhere. */
  miss(value: ValueId): void {
    this.#missing.add(value);
    this.#lacks = true;
  }

  /** `value` was taken to be in scratch memory, which would spare so many instructions. */
  imagine(value: ValueId, instructions: number): void {
    this.#addGain(value, instructions);
    this.#lacks = true;
  }

  /** `value` was computed, and would have to be stored there, so often per packet. */
  compute(value: ValueId, frequency: number): void {
    this.#addGain(value, -frequency);
  }

  #addGain(value: ValueId, instructions: number): void {
    this.#gains.set(value, this.gain(value) + instructions);
  }
}
