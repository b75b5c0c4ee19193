import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';

/** Where values are needed, block by block. */
export class LiveRanges {
  readonly #filter: FilterView;
  /** How many values need a word in each block, by its id. */
  readonly #pressure: Uint8Array;
  /** The number of the last walk that came to each block, by its id. */
  readonly #walked: Int32Array;
  #walk = 0;
  /** How many more blocks may be walked. */
  budget: number = Number.POSITIVE_INFINITY;

  constructor(filter: FilterView) {
    this.#filter = filter;
    this.#pressure = new Uint8Array(filter.blockBound);
    this.#walked = new Int32Array(filter.blockBound);
  }

  /** The blocks from the definition of `value` to `needed`. */
  of(value: ValueId, needed: ReadonlySet<BlockId>): readonly BlockId[] {
    const definition = this.#filter.definitionBlock(value);
    this.#walk += 1;
    const range: BlockId[] = [];
    const add = (block: BlockId): void => {
      if (this.#walked[block] !== this.#walk) {
        this.#walked[block] = this.#walk;
        range.push(block);
      }
    };
    add(definition);
    for (const block of needed) {
      add(block);
    }
    for (let at = 1; at < range.length && this.budget > 0; at += 1) {
      const block = range[at];
      for (const predecessor of block === undefined ? [] : this.#filter.predecessors(block)) {
        add(predecessor);
      }
      this.budget -= 1;
    }
    return range;
  }

  /** A phi's range, with the blocks before its own, which store its operands. */
  ofPhi(phi: ValueId, needed: ReadonlySet<BlockId>): readonly BlockId[] {
    const range = this.of(phi, needed);
    const before = this.#filter
      .predecessors(this.#filter.definitionBlock(phi))
      .filter((block) => this.#walked[block] !== this.#walk);
    return [...range, ...before];
  }

  /** Takes a word in all blocks of `range`, unless one of them has `limit` taken. */
  occupy(range: readonly BlockId[], limit: number): boolean {
    if (range.some((block) => (this.#pressure[block] ?? 0) >= limit)) {
      return false;
    }
    for (const block of range) {
      this.#pressure[block] = (this.#pressure[block] ?? 0) + 1;
    }
    return true;
  }
}
