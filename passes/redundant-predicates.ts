import { reversePostorder } from '../src/analysis/control-flow/reverse-postorder.ts';
import {
  type BlockFacts,
  blockFacts,
  relaxedBlockFacts,
} from '../src/analysis/facts/block-facts.ts';
import type { Facts } from '../src/analysis/facts/facts.ts';
import type { Filter } from '../src/ir/filter.ts';
import type { FilterView } from '../src/ir/filter-view.ts';
import type { BlockId } from '../src/ir/ids.ts';
import {
  returnConstant,
  type SwitchTerminator,
  successors,
  type Terminator,
} from '../src/ir/ir.ts';
import type { Pass } from '../src/pass/pass.ts';

/**
 * Removes a branch or switch whose outcome is settled by tests that every path to it has passed, and
 * the cases of a switch that can't hold there.
 *
 *     b0: branch (ugt v0, 99), b1, b9          b0: branch (ugt v0, 99), b1, b9
 *     b1: branch (eq v0, 80), b2, b3     =>    b1: jump b3
 *
 * A fact holds on the CFG edge where a test has had one outcome, and in every block which that edge
 * dominates; where edges meet, only what holds at the immediate dominator is known. Facts are
 * intervals, known bits, single values that a value is not, and how far `caplen` reaches; one about
 * `and x, 0xff000000` settles tests of all of x, and so on. A check that contradicts them rejects
 * every packet that comes so far (`len < 10` and then a load of bytes 12 and 13), so its block ends
 * there.
 *
 * O(n log n), see `block-facts`.
 *
 * Measure: the number of CFG edges, switch cases and instructions falls.
 *
 * Source: Begel, McCanne and Graham, "BPF+", SIGCOMM 1999 (predicate assertion propagation and
 * static predicate prediction over edge dominators).
 */
export function redundantPredicates(): Pass {
  return {
    name: 'redundant-predicates',
    summary: 'Removes branches whose outcome the tests on the way have settled.',

    run(filter, { get, semantics, count, remark }) {
      const facts = get(semantics === 'strict' ? blockFacts : relaxedBlockFacts);
      const decisions = decide(filter, get(reversePostorder), facts);
      for (const decision of decisions) {
        const { block, terminator } = decision;
        filter.setTerminator(block, terminator);
        count(STATISTICS[terminator.kind]);
        remark('done', `b${block}`, REMARKS[terminator.kind]);
      }
      if (decisions.length > 0) {
        count('blocks-removed', filter.removeUnreachable());
        cutRejecting(filter, decisions);
      }
    },
  };
}

const STATISTICS: Readonly<Record<Terminator['kind'], string>> = {
  jump: 'branches-removed',
  branch: 'branches-changed',
  switch: 'switches-trimmed',
  return: 'rejections',
};

const REMARKS: Readonly<Record<Terminator['kind'], string>> = {
  jump: 'its test is settled by tests before it',
  branch: 'its test is settled in part by tests before it',
  switch: 'some of its cases are ruled out by tests before it',
  return: 'rejects every packet that comes here, by the tests before it',
};

/** How a block ends from now on. */
interface Decision {
  readonly block: BlockId;
  readonly terminator: Terminator;
  /** The instructions from this index on go; `null` where all stay. */
  readonly cutAt: number | null;
}

/** Finds what is settled, on the filter as it is. */
function decide(
  filter: FilterView,
  order: readonly BlockId[],
  facts: BlockFacts,
): readonly Decision[] {
  const decisions: Decision[] = [];
  for (const block of order) {
    const { terminator } = filter.block(block);
    const cutAt = facts.rejectsAt(block);
    const settled = cutAt === null ? settle(terminator, facts.atEnd(block)) : returnConstant(0);
    if (settled !== null) {
      decisions.push({ block, terminator: settled, cutAt });
    }
  }
  return decisions;
}

/** What remains of the terminator under `facts`; `null` where nothing is settled. */
function settle(terminator: Terminator, facts: Facts): Terminator | null {
  if (successors(terminator).length <= 1) {
    return null;
  }
  const target = facts.target(terminator);
  if (target !== null) {
    return { kind: 'jump', target };
  }
  return terminator.kind === 'switch' ? trim(terminator, facts) : null;
}

/** The switch without the cases that can't hold; `null` where all can. */
function trim(terminator: SwitchTerminator, facts: Facts): Terminator | null {
  const { value, otherwise } = terminator;
  const range = facts.rangeOf(value);
  const cases = terminator.cases.filter(
    ({ low, high }) =>
      low <= range.high && range.low <= high && (low < high || !facts.differs(value, low)),
  );
  if (cases.length === terminator.cases.length) {
    return null;
  }
  return cases.length === 0 ? { kind: 'jump', target: otherwise } : { ...terminator, cases };
}

/** Removes the instructions that no packet gets past, and those behind them. */
function cutRejecting(filter: Filter, decisions: readonly Decision[]): void {
  for (const { block, cutAt } of decisions) {
    if (cutAt !== null && filter.hasBlock(block)) {
      filter.setInstrs(block, filter.block(block).instrs.slice(0, cutAt));
    }
  }
}
