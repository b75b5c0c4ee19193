import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import type { PhiInstr } from '../../../ir/ir.ts';
import { SCRATCH_WORDS } from '../../../isa/cbpf/opcodes.ts';
import type { Demand } from './demand.ts';

/** The filter whose values get words. */
export interface Coloring {
  readonly filter: FilterView;
  /** The blocks, each after its predecessors. */
  readonly order: readonly BlockId[];
  /** What the code so far asked for. */
  readonly demand: Demand;
}

/** Per value, the blocks in which it has to keep its word. */
export type Ranges = ReadonlyMap<ValueId, readonly BlockId[]>;

/**
 * Assigns words to the values of `ranges` in the order of their definitions, where there are any
 * left, so that no block has one twice. Adds them to `slots`, and per block as bits to `reserved`.
 */
export function colorRanges(
  ranges: Ranges,
  { filter, order, demand }: Coloring,
  slots: Map<ValueId, number>,
  reserved: Int32Array,
): void {
  const rank = new Int32Array(filter.blockBound);
  for (const [index, block] of order.entries()) {
    rank[block] = index;
  }
  const rankOf = (value: ValueId): number => rank[filter.definitionBlock(value)] ?? 0;
  for (const value of [...ranges.keys()].sort((a, b) => rankOf(a) - rankOf(b))) {
    const range = ranges.get(value) ?? [];
    const instr = filter.definition(value);
    const shared =
      instr.kind === 'phi' ? slotOfOperand(instr, ranges, demand, slots, reserved) : null;
    const slot = shared ?? lowestClear(range.reduce((all, at) => all | (reserved[at] ?? 0), 0));
    if (slot < SCRATCH_WORDS) {
      slots.set(value, slot);
      for (const block of range) {
        reserved[block] = (reserved[block] ?? 0) | (1 << slot);
      }
    }
  }
}

/**
 * A word that `phi` can take over from one of its operands, or `null`. The two may be needed together
 * only before an edge that makes one the other; or another edge to the phi, unless code made so was
 * found to need one of them after the other had the word.
 */
function slotOfOperand(
  phi: PhiInstr,
  ranges: Ranges,
  demand: Demand,
  slots: ReadonlyMap<ValueId, number>,
  reserved: Int32Array,
): number | null {
  const range = ranges.get(phi.id) ?? [];
  for (const operand of new Set(phi.incoming.values())) {
    const slot = slots.get(operand);
    const own = new Set(ranges.get(operand));
    const contested = demand.lost.has(operand) || demand.lost.has(phi.id);
    const fits = (block: BlockId): boolean =>
      own.has(block)
        ? phi.incoming.get(block) === operand || (!contested && phi.incoming.has(block))
        : (((reserved[block] ?? 0) >> (slot ?? 0)) & 1) === 0;
    if (slot !== undefined && range.every(fits)) {
      return slot;
    }
  }
  return null;
}

/** The index of the lowest bit that is 0. */
const lowestClear = (bits: number): number => 31 - Math.clz32(~bits & (bits + 1));
