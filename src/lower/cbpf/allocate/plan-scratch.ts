import { allocateRegisters } from '../../../codegen/registers/linear-scan.ts';
import type { LiveInterval } from '../../../codegen/registers/live-intervals.ts';
import type { Allocation, VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';
import { SCRATCH_WORDS } from '../../../isa/cbpf/opcodes.ts';
import type { Demand, Interval } from './demand.ts';
import type { ScratchPlan } from './scratch-plan.ts';

/** A word of scratch memory, as a register. */
type Word = `M[${number}]`;

const WORDS = Array.from({ length: SCRATCH_WORDS }, (_, slot): Word => `M[${slot}]`);

/** What {@link planScratch} works from. */
export interface ScratchQuestion {
  readonly filter: FilterView;
  readonly demand: Demand;
  /** How many words are to stay free for operands that wait for others, unless phis need them. */
  readonly temporaryWords: number;
}

/**
 * Gives scratch words to the phis that were missing, and to other values where a word spares more
 * instructions than it costs, the most useful first: by linear scan over the code that asked for them,
 * with the words for registers. What several blocks need keeps its word in all of those between, as
 * the next code may order the instructions of a block in another way.
 */
export function planScratch({ filter, demand, temporaryWords }: ScratchQuestion): ScratchPlan {
  const slots = new Map<ValueId, number>();
  const reserved = new Int32Array(filter.blockBound);
  const intervals = intervalsOf(filter, demand);
  const places = assignWords(intervals, SCRATCH_WORDS - temporaryWords);
  for (const [value, { first, last }] of demand.intervals) {
    const place = places[registerOf(value)];
    if (typeof place === 'string') {
      const slot = WORDS.indexOf(place);
      slots.set(value, slot);
      for (const block of demand.blocks.slice(first, last + 1)) {
        reserved[block] = (reserved[block] ?? 0) | (1 << slot);
      }
    }
  }
  return {
    slotOf: (value) => slots.get(value) ?? -1,
    reserved: (block) => reserved[block] ?? 0,
  };
}

/** A value is its own register before allocation. */
const registerOf = (value: ValueId): VirtualRegister => Number(value) as VirtualRegister;

/** The phis that were missing, and the values for which a word pays, by when they are computed. */
function intervalsOf(filter: FilterView, demand: Demand): readonly LiveInterval<Word>[] {
  const intervals: LiveInterval<Word>[] = [];
  for (const [value, interval] of demand.intervals) {
    const isMissing = demand.missing.has(value);
    const worth = isMissing ? Number.POSITIVE_INFINITY : demand.gain(value);
    if (worth > 0) {
      const instr = filter.definition(value);
      const isLocal = interval.first === interval.last && !isMissing;
      const register = registerOf(value);
      const copies = instr.kind === 'phi' ? [...instr.incoming.values()].map(registerOf) : [];
      const [start, end] = isLocal
        ? [interval.from, interval.to]
        : wholeBlocks(interval, demand.starts);
      intervals.push({ register, start, end, accesses: worth, copies });
    }
  }
  return intervals.sort((one, other) => one.start - other.start);
}

/** The first and the last point of the code of the blocks in which an interval lies. */
function wholeBlocks(
  { from, to, first, last }: Interval,
  starts: readonly number[],
): readonly [start: number, end: number] {
  return [starts[first] ?? from, (starts[last + 1] ?? to + 1) - 1];
}

/** Gives out the first `count` words; more where a phi has none else. */
function assignWords(
  intervals: readonly LiveInterval<Word>[],
  count: number,
): Allocation<Word>['places'] {
  const allocatable = WORDS.slice(0, count);
  const live = { intervals, taken: new Map() };
  const { places } = allocateRegisters<Word>(live, { allocatable, transfer: [], atEntry: [] });
  const isDone = intervals.every(
    ({ register, accesses }) => Number.isFinite(accesses) || typeof places[register] === 'string',
  );
  return isDone || count >= SCRATCH_WORDS ? places : assignWords(intervals, count + 1);
}
