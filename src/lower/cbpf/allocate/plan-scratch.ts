import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import { SCRATCH_WORDS } from '../../../isa/cbpf/opcodes.ts';
import { colorRanges } from './color-ranges.ts';
import type { Demand } from './demand.ts';
import { LiveRanges } from './live-ranges.ts';
import type { ScratchPlan } from './scratch-plan.ts';

/** How many blocks to walk for values that can do without a word, per block of the filter. */
const WALK_BUDGET = 64;

/** What {@link planScratch} works from. */
export interface ScratchQuestion {
  readonly filter: FilterView;
  /** The blocks, each after its predecessors. */
  readonly order: readonly BlockId[];
  readonly demand: Demand;
  /** How many words are to stay free for operands that wait for others, unless phis need them. */
  readonly temporaryWords: number;
}

/**
 * Gives scratch words to the phis that were missing, and to other values where a word spares more
 * instructions than it costs, the most useful first.
 *
 * A value that several blocks need keeps its word in all blocks between its definition and those.
 * Such values, in order of definition, take the lowest word that no value needed in the same blocks
 * has, and phis if they can that of an operand, so that nothing need be copied; on a graph in SSA
 * form that is as good as any order (Hack, Grund and Goos, "Register
 * Allocation for Programs in SSA-Form", 2006), but for taking whole blocks here. A value that one
 * block needs takes a word that is left there from when it is computed to when it is last needed
 * (Poletto and Sarkar, "Linear Scan Register Allocation", 1999).
 *
 * Linear in the blocks that the values with words are needed in, but for sorting.
 */
export function planScratch(question: ScratchQuestion): ScratchPlan {
  const { filter } = question;
  const slots = new Map<ValueId, number>();
  const reserved = new Int32Array(filter.blockBound);
  colorRanges(choose(question), question, slots, reserved);
  assignInBlocks(question, slots, reserved);
  return {
    slotOf: (value) => slots.get(value) ?? -1,
    reserved: (block) => reserved[block] ?? 0,
  };
}

/** Whether a word for `value`, which can be computed again, spares more than it costs. */
const pays = (demand: Demand, value: ValueId): boolean =>
  !demand.missing.has(value) && demand.gain(value) > 0;

/** The phis, and the values needed in several blocks, that there are words for; with their blocks. */
function choose({
  filter,
  order,
  demand,
  temporaryWords,
}: ScratchQuestion): ReadonlyMap<ValueId, readonly BlockId[]> {
  const ranges = new LiveRanges(filter);
  const chosen = new Map<ValueId, readonly BlockId[]>();
  for (const phi of demand.missing) {
    const range = ranges.ofPhi(phi, demand.blocksOf(phi));
    ranges.occupy(range, Number.POSITIVE_INFINITY);
    chosen.set(phi, range);
  }
  const others = demand.values
    .filter((value) => pays(demand, value) && demand.blocksOf(value).size > 1)
    .sort((one, other) => demand.gain(other) - demand.gain(one));
  ranges.budget = WALK_BUDGET * order.length;
  for (const value of others) {
    const range = ranges.of(value, demand.blocksOf(value));
    if (ranges.budget > 0 && ranges.occupy(range, SCRATCH_WORDS - temporaryWords)) {
      chosen.set(value, range);
    }
  }
  return chosen;
}

/** Words for the values that are needed in one block only, which are computed there. */
function assignInBlocks(
  question: ScratchQuestion,
  slots: Map<ValueId, number>,
  reserved: Int32Array,
): void {
  const { demand } = question;
  const local = new Map<BlockId, ValueId[]>();
  for (const value of demand.values) {
    const [block, ...others] = demand.blocksOf(value);
    if (block !== undefined && others.length === 0 && pays(demand, value)) {
      const values = local.get(block) ?? [];
      local.set(block, values);
      values.push(value);
    }
  }
  for (const [block, values] of local) {
    reserved[block] =
      (reserved[block] ?? 0) | scanBlock(values, question, slots, reserved[block] ?? 0);
  }
}

/** Assigns words to `values` by when they are computed. Yields the words used, as bits. */
function scanBlock(
  values: readonly ValueId[],
  { demand, temporaryWords }: ScratchQuestion,
  slots: Map<ValueId, number>,
  reserved: number,
): number {
  /** Until when each word is taken. */
  const until = new Float64Array(SCRATCH_WORDS).fill(-1);
  let used = 0;
  const intervals = values.map((value) => ({ value, ...demand.interval(value) }));
  for (const { value, from, to } of intervals.sort((one, other) => one.from - other.from)) {
    const slot = until.findIndex((end, word) => ((reserved >> word) & 1) === 0 && end < from);
    if (slot >= 0 && slot < SCRATCH_WORDS - temporaryWords) {
      until[slot] = to;
      used |= 1 << slot;
      slots.set(value, slot);
    }
  }
  return used;
}
