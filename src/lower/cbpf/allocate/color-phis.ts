import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import { type PhiInstr, successors } from '../../../ir/ir.ts';
import { SCRATCH_WORDS } from '../../../isa/cbpf/opcodes.ts';
import type { Demand } from './demand.ts';
import { usedPhis } from './phi-homes.ts';
import type { ScratchPlan } from './scratch-plan.ts';

/** What {@link colorPhis} works from. */
export interface ColorQuestion {
  readonly filter: FilterView;
  /** The blocks, each after its predecessors. */
  readonly order: readonly BlockId[];
  readonly demand: Demand;
}

/**
 * Gives scratch words to the phis that were missing and to nothing else, which is computed again: as few
 * words as the live ranges allow, blocks in order, each phi in the word of one of its operands where that
 * is free. A program that came in with few words so goes out with few, where intervals over the order of
 * the code would take one after the other for the phis of neighbouring joins.
 *
 * Filters have no cycles, so one sweep from the ends finds what is live, and one from the entry meets
 * each phi after its operands. Linear in the live phis of all blocks.
 *
 * Source: Hack, Grund and Goos, "Register Allocation for Programs in SSA-Form", 2006.
 */
export function colorPhis(question: ColorQuestion): ScratchPlan {
  const live = livePhis(question);
  const words = new Map<ValueId, number>();
  const reserved = new Int32Array(question.filter.blockBound);
  for (const block of question.order) {
    const held = live.get(block) ?? new Set();
    let taken = wordsOf(held, words);
    for (const phi of missingPhis(question, block)) {
      const word = freeWord(phi, taken | wordsOnEdges(question, { block, phi, words }), words);
      if (word !== null) {
        words.set(phi.id, word);
        taken |= 1 << word;
      }
    }
    reserved[block] = (reserved[block] ?? 0) | taken;
    for (const from of question.filter.predecessors(block)) {
      reserved[from] = (reserved[from] ?? 0) | taken;
    }
  }
  return {
    slotOf: (value) => words.get(value) ?? -1,
    reserved: (block) => reserved[block] ?? 0,
  };
}

const missingPhis = ({ filter, demand }: ColorQuestion, block: BlockId): readonly PhiInstr[] =>
  usedPhis(filter, block).filter(({ id }) => demand.missing.has(id));

/** The phis that hold something needed later at the start of each block, but for those of the block. */
function livePhis(question: ColorQuestion): ReadonlyMap<BlockId, ReadonlySet<ValueId>> {
  const { filter, order, demand } = question;
  const live = new Map<BlockId, Set<ValueId>>();
  for (const block of order.toReversed()) {
    const held = new Set([...demand.needsIn(block)].filter((value) => demand.missing.has(value)));
    for (const target of successors(filter.block(block).terminator)) {
      for (const value of [...(live.get(target) ?? []), ...takenBy(question, block, target)]) {
        held.add(value);
      }
    }
    for (const phi of usedPhis(filter, block)) {
      held.delete(phi.id);
    }
    live.set(block, held);
  }
  return live;
}

/** What the missing phis of `to` take from `from`. */
const takenBy = (question: ColorQuestion, from: BlockId, to: BlockId): readonly ValueId[] =>
  missingPhis(question, to).flatMap(({ incoming }) => incoming.get(from) ?? []);

const wordsOf = (values: Iterable<ValueId>, words: ReadonlyMap<ValueId, number>): number => {
  let set = 0;
  for (const value of values) {
    const word = words.get(value);
    set |= word === undefined ? 0 : 1 << word;
  }
  return set;
};

/** The words from which the other phis of `block` still take something when `phi` is stored. */
function wordsOnEdges(
  { filter, demand }: ColorQuestion,
  {
    block,
    phi,
    words,
  }: {
    readonly block: BlockId;
    readonly phi: PhiInstr;
    readonly words: ReadonlyMap<ValueId, number>;
  },
): number {
  let set = 0;
  for (const [from, own] of phi.incoming) {
    const others = usedPhis(filter, block).map(({ incoming }) => incoming.get(from));
    const needed = [...others, ...demand.needsIn(from)].filter(
      (value): value is ValueId => value !== undefined && value !== own,
    );
    set |= wordsOf(needed, words);
  }
  return set;
}

/** A word that is not `taken`, of an operand of `phi` if there is such a one; `null` where all are. */
function freeWord(
  phi: PhiInstr,
  taken: number,
  words: ReadonlyMap<ValueId, number>,
): number | null {
  const preferred = [...phi.incoming.values()].map((value) => words.get(value) ?? -1);
  const all = Array.from({ length: SCRATCH_WORDS }, (_, word) => word);
  return [...preferred, ...all].find((word) => word >= 0 && ((taken >> word) & 1) === 0) ?? null;
}
