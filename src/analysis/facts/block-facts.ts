import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { BasicBlock } from '../../ir/ir.ts';
import type { Analysis } from '../analysis.ts';
import { dominatorTree } from '../control-flow/dominator-tree.ts';
import { type FactTerms, factTerms, relaxedFactTerms } from './fact-terms.ts';
import { Facts } from './facts.ts';

/** What the tests and checks on the way to a block say, whatever way was taken. */
export interface BlockFacts {
  /** What is known before the first instruction of `block`, which must be reachable. */
  atEntry(block: BlockId): Facts;
  /** What is known before the terminator; no more than at entry where no packet gets that far. */
  atEnd(block: BlockId): Facts;
  /** The index of the first instruction that no packet gets past; `null` where there is none. */
  rejectsAt(block: BlockId): number | null;
}

interface Entry {
  readonly atEntry: Facts;
  readonly atEnd: Facts;
  readonly rejectsAt: number | null;
}

/**
 * Walks the dominator tree with the facts of the way. A test's outcome is known in the blocks that
 * its CFG edge dominates: without cycles, those whose dominators lead back to a block with no other
 * edge into it. Where edges meet, what holds at the immediate dominator is known.
 *
 * O(n log n) in instructions and tests.
 */
const factsFrom = (terms: Analysis<FactTerms>): Analysis<BlockFacts> => ({
  name: terms === factTerms ? 'block-facts' : 'relaxed-block-facts',
  dependsOn: 'all',

  compute(filter, get) {
    const tree = get(dominatorTree);
    const nothing = Facts.none(get(terms));
    const entries: (Entry | undefined)[] = new Array(filter.blockBound);
    const entryOf = (id: BlockId): Entry =>
      entries[id] ?? { atEntry: nothing, atEnd: nothing, rejectsAt: null };
    for (const id of tree.preorder) {
      const dominator = tree.immediateDominator(id);
      const inherited = dominator === null ? nothing : entryOf(dominator).atEnd;
      entries[id] = throughBlock(filter.block(id), onEntry(filter, id, inherited));
    }
    return {
      atEntry: (id) => entryOf(id).atEntry,
      atEnd: (id) => entryOf(id).atEnd,
      rejectsAt: (id) => entryOf(id).rejectsAt,
    };
  },
});

/** The facts of a filter all of whose checks stay, in one form or another. */
export const blockFacts: Analysis<BlockFacts> = factsFrom(factTerms);

/** The facts of a filter in which loads that are not needed may go, and their checks with them. */
export const relaxedBlockFacts: Analysis<BlockFacts> = factsFrom(relaxedFactTerms);

/** `inherited` holds at the end of the immediate dominator. */
function onEntry(filter: FilterView, id: BlockId, inherited: Facts): Facts {
  if (filter.predecessorCount(id) !== 1) {
    return inherited;
  }
  const [only] = filter.predecessors(id);
  const onEdge = only === undefined ? null : inherited.onEdge(filter.block(only).terminator, id);
  // Facts that contradict each other mean that no packet comes here; then any facts will do.
  return onEdge ?? inherited;
}

function throughBlock({ instrs }: BasicBlock, atEntry: Facts): Entry {
  let facts = atEntry;
  for (const [index, instr] of instrs.entries()) {
    const after = facts.after(instr);
    if (after === null) {
      return { atEntry, atEnd: facts, rejectsAt: index };
    }
    facts = after;
  }
  return { atEntry, atEnd: facts, rejectsAt: null };
}
