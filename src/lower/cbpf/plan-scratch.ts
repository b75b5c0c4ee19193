import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import { SCRATCH_WORDS } from '../../isa/cbpf/opcodes.ts';
import type { Demand } from './demand.ts';
import type { ScratchPlan } from './scratch-plan.ts';
import type { Selection } from './selection.ts';

/** The words that stay free for operands that wait for others. */
const TEMPORARY_WORDS = 3;

/** How many blocks to walk for values that can do without a word, per block of the filter. */
const WALK_BUDGET = 64;

/** What {@link planScratch} works from. */
export interface ScratchQuestion {
  readonly filter: FilterView;
  /** The blocks, each after its predecessors. */
  readonly order: readonly BlockId[];
  readonly selection: Selection;
  readonly demand: Demand;
}

/**
 * Gives scratch words to the phis that were missing, and to other values where a word spares more
 * instructions than it costs, the most useful first.
 *
 * A value keeps its word in all blocks between its definition and those that need it. Values in
 * order of definition take the lowest word that no value needed in the same blocks has; on a graph
 * in SSA form that is as good as any order (Hack, Grund and Goos, "Register Allocation for Programs
 * in SSA-Form", 2006), but for taking whole blocks here.
 *
 * Linear in the blocks that the values with words are needed in.
 */
export function planScratch(question: ScratchQuestion): ScratchPlan {
  const ranges = new LiveRanges(question.filter);
  const { demand } = question;
  const phis = [...demand.missing];
  const others = [...demand.blocks.keys()]
    .filter((value) => !demand.missing.has(value) && demand.gain(value) > 0)
    .sort((one, other) => demand.gain(other) - demand.gain(one));
  const chosen = new Map<ValueId, readonly BlockId[]>();
  for (const phi of phis) {
    const range = ranges.ofPhi(phi, demand.blocks.get(phi) ?? new Set());
    if (ranges.occupy(range, SCRATCH_WORDS)) {
      chosen.set(phi, range);
    }
  }
  ranges.budget = WALK_BUDGET * question.order.length;
  for (const value of others) {
    const range = ranges.of(value, demand.blocks.get(value) ?? new Set());
    if (ranges.budget > 0 && ranges.occupy(range, SCRATCH_WORDS - TEMPORARY_WORDS)) {
      chosen.set(value, range);
    }
  }
  return color(question, chosen);
}

/** Where values are needed, block by block. */
class LiveRanges {
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

/** Assigns words to the values in `chosen`, so that no block has one twice. */
function color(
  { filter, order }: ScratchQuestion,
  chosen: ReadonlyMap<ValueId, readonly BlockId[]>,
): ScratchPlan {
  const rank = new Int32Array(filter.blockBound);
  for (const [index, block] of order.entries()) {
    rank[block] = index;
  }
  const rankOf = (value: ValueId): number => rank[filter.definitionBlock(value)] ?? 0;
  const slots = new Map<ValueId, number>();
  const reserved = new Int32Array(filter.blockBound);
  for (const value of [...chosen.keys()].sort((a, b) => rankOf(a) - rankOf(b))) {
    const range = chosen.get(value) ?? [];
    const taken = range.reduce((all, block) => all | (reserved[block] ?? 0), 0);
    const slot = lowestClear(taken);
    if (slot < SCRATCH_WORDS) {
      slots.set(value, slot);
      for (const block of range) {
        reserved[block] = (reserved[block] ?? 0) | (1 << slot);
      }
    }
  }
  return {
    slotOf: (value) => slots.get(value) ?? -1,
    reserved: (block) => reserved[block] ?? 0,
  };
}

/** The index of the lowest bit that is 0. */
const lowestClear = (bits: number): number => 31 - Math.clz32(~bits & (bits + 1));
