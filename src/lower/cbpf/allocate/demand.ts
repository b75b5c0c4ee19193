import type { BlockId, ValueId } from '../../../ir/ids.ts';

/** From when a value is computed to when it is last needed, in instructions emitted before. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  /** In which blocks that is, by their index in the order of their code. */
  readonly first: number;
  readonly last: number;
}

const NO_VALUES: ReadonlySet<ValueId> = new Set();

/**
 * What the code of a filter asked for: when values were needed, and which of them were not in a
 * register any more. Decides which values get a scratch word. Adds up over all runs of emission, but
 * for times, which are of the last one.
 */
export class Demand {
  readonly #gains = new Map<ValueId, number>();
  readonly #missing = new Set<ValueId>();
  #intervals = new Map<ValueId, { from: number; to: number; first: number; last: number }>();
  #blocks: BlockId[] = [];
  #starts: number[] = [];
  #lacks = false;
  /** Where values were needed in any run, by the block; `null` until that is asked for. */
  #needs: Map<BlockId, Set<ValueId>> | null = null;
  #needed = 0;

  /** The phis that were needed and nowhere to be found: the code is not right without them. */
  get missing(): ReadonlySet<ValueId> {
    return this.#missing;
  }

  /** Whether the last run took values to be in scratch memory that were not. */
  get lacks(): boolean {
    return this.#lacks;
  }

  /** When each value was computed and needed that a scratch word could serve. */
  get intervals(): ReadonlyMap<ValueId, Interval> {
    return this.#intervals;
  }

  /** The blocks in the order of their code. */
  get blocks(): readonly BlockId[] {
    return this.#blocks;
  }

  /** How many instructions there were before each of {@link blocks}. */
  get starts(): readonly number[] {
    return this.#starts;
  }

  /** The values that were needed in `block` in any run since {@link recordNeeds}. */
  needsIn(block: BlockId): ReadonlySet<ValueId> {
    return this.#needs?.get(block) ?? NO_VALUES;
  }

  /** From now on, takes down which block needs what. */
  recordNeeds(): void {
    this.#needs ??= new Map();
  }

  /** How much was learned so far; grows with each phi that is missing and each need taken down. */
  get size(): number {
    return this.#missing.size + this.#needed;
  }

  /** What a scratch word for `value` would spare, in instructions executed per packet. */
  gain(value: ValueId): number {
    return this.#gains.get(value) ?? 0;
  }

  /** Says that what follows is of another run. */
  startRun(): void {
    this.#lacks = false;
    this.#intervals = new Map();
    this.#blocks = [];
    this.#starts = [];
  }

  /** The code of `block` starts after so many instructions. */
  startBlock(block: BlockId, time: number): void {
    this.#blocks.push(block);
    this.#starts.push(time);
  }

  /** `value` is needed after so many instructions. */
  need(value: ValueId, time: number): void {
    this.#recordNeed(value);
    const interval = this.#intervals.get(value);
    if (interval !== undefined) {
      interval.to = time;
      interval.last = this.#blocks.length - 1;
    }
  }

  /** `value` is there after so many instructions. */
  define(value: ValueId, time: number): void {
    if (!this.#intervals.has(value)) {
      const block = this.#blocks.length - 1;
      this.#intervals.set(value, { from: time, to: time, first: block, last: block });
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

  #recordNeed(value: ValueId): void {
    const block = this.#blocks.at(-1);
    if (this.#needs === null || block === undefined) {
      return;
    }
    const needs = this.#needs.get(block) ?? new Set();
    const before = needs.size;
    this.#needs.set(block, needs.add(value));
    this.#needed += needs.size - before;
  }

  #addGain(value: ValueId, instructions: number): void {
    this.#gains.set(value, this.gain(value) + instructions);
  }
}
