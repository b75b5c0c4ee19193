import type { BlockId, ValueId } from '../../../ir/ids.ts';

/** From when a value is computed to when it is last needed, in instructions emitted before. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

const NOWHERE: ReadonlySet<BlockId> = new Set();

/**
 * What the code of a filter asked for: where values were needed, and which of them were not in a
 * register any more. Decides which values get a scratch word. Adds up over all runs of emission, but
 * for the intervals, which are of the last one.
 */
export class Demand {
  readonly #blocks = new Map<ValueId, Set<BlockId>>();
  readonly #gains = new Map<ValueId, number>();
  readonly #missing = new Set<ValueId>();
  readonly #lost = new Set<ValueId>();
  #intervals = new Map<ValueId, { from: number; to: number }>();
  #lacks = false;

  /** The values that were needed and that a scratch word could serve. */
  get values(): readonly ValueId[] {
    return [...this.#blocks.keys()];
  }

  /** The phis that were needed and nowhere to be found: the code is not right without them. */
  get missing(): ReadonlySet<ValueId> {
    return this.#missing;
  }

  /** Those of them that had a scratch word, which held something else by then. */
  get lost(): ReadonlySet<ValueId> {
    return this.#lost;
  }

  /** Whether the last run took values to be in scratch memory that were not. */
  get lacks(): boolean {
    return this.#lacks;
  }

  /** The blocks that needed `value`. */
  blocksOf(value: ValueId): ReadonlySet<BlockId> {
    return this.#blocks.get(value) ?? NOWHERE;
  }

  /** What a scratch word for `value` would spare, in instructions executed per packet. */
  gain(value: ValueId): number {
    return this.#gains.get(value) ?? 0;
  }

  interval(value: ValueId): Interval {
    return this.#intervals.get(value) ?? { from: 0, to: Number.POSITIVE_INFINITY };
  }

  /** Says that what follows is of another run. */
  startRun(): void {
    this.#lacks = false;
    this.#intervals = new Map();
  }

  /** `value` is needed in `block`, after so many instructions. */
  need(value: ValueId, block: BlockId, time: number): void {
    const blocks = this.#blocks.get(value);
    if (blocks === undefined) {
      this.#blocks.set(value, new Set([block]));
    } else {
      blocks.add(block);
    }
    const interval = this.#intervals.get(value);
    if (interval !== undefined) {
      interval.to = time;
    }
  }

  /** `value` is there after so many instructions. */
  define(value: ValueId, time: number): void {
    if (!this.#intervals.has(value)) {
      this.#intervals.set(value, { from: time, to: time });
    }
  }

  /** The phi `value` was nowhere, not even in its scratch word, if it has one. */
  miss(value: ValueId, hasWord: boolean): void {
    this.#missing.add(value);
    if (hasWord) {
      this.#lost.add(value);
    }
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
