import { reversePostorder } from '../src/analysis/control-flow/reverse-postorder.ts';
import { type FactTerms, factTerms, relaxedFactTerms } from '../src/analysis/facts/fact-terms.ts';
import { Facts } from '../src/analysis/facts/facts.ts';
import type { FilterView } from '../src/ir/filter-view.ts';
import type { BlockId } from '../src/ir/ids.ts';
import { type BasicBlock, type BranchTerminator, type Instr, successors } from '../src/ir/ir.ts';
import { isCompareOp } from '../src/ir/ops.ts';
import type { Pass } from '../src/pass/pass.ts';

/**
 * Removes a branch one of whose ways is taken by the next test all the same.
 *
 *     b0: branch (eq v0, 0x86dd), b9, b1        b0: jump b1
 *     b1: branch (eq v0, 0x800), b2, b9    =>   b1: branch (eq v0, 0x800), b2, b9
 *
 * What goes from b0 to b9 fails the test of b1 too, and so comes to b9 by way of b1. That costs it
 * no more than the test of b0 did, and all others are spared one. So the next block may do nothing
 * but compare, and load what b0 has loaded before, and its branch must be settled by the outcome of the first alone: facts from blocks
 * before might go with other branches that this pass removes. For the same reason a branch that was
 * relied on stays as it is until the pass runs again.
 *
 * Leave it to the end of a pipeline: the facts that removed tests told are lost. O(n).
 *
 * Measure: the number of branches falls.
 */
export function superfluousBranches(): Pass {
  return {
    name: 'superfluous-branches',
    summary: 'Removes branches one of whose ways the next test leads to all the same.',

    run(filter, { get, semantics, count, remark }) {
      const terms = get(semantics === 'strict' ? factTerms : relaxedFactTerms);
      const reliedOn = new Set<BlockId>();
      const removed: (readonly [block: BlockId, next: BlockId])[] = [];
      for (const id of get(reversePostorder)) {
        const next = reliedOn.has(id) ? null : wayForBoth(filter, filter.block(id), terms);
        if (next !== null) {
          reliedOn.add(next);
          removed.push([id, next]);
        }
      }
      for (const [block, target] of removed) {
        filter.setTerminator(block, { kind: 'jump', target });
        remark('done', `b${block}`, `what it sends elsewhere, b${target} sends there too`);
      }
      count('branches-removed', removed.length);
    },
  };
}

/** The successor of `block` to which it may always go; `null` where it has to branch. */
function wayForBoth(
  filter: FilterView,
  { instrs, terminator }: BasicBlock,
  terms: FactTerms,
): BlockId | null {
  if (terminator.kind !== 'branch') {
    return null;
  }
  const { ifTrue, ifFalse } = terminator;
  const ways = [
    { next: ifFalse, end: ifTrue },
    { next: ifTrue, end: ifFalse },
  ];
  const loads = instrs.filter(({ kind }) => kind === 'load').map(({ id }) => terms.numbers.of(id));
  const loaded = new Set(loads);
  return ways.find((way) => leadsTo(filter, { ...way, terminator, terms, loaded }))?.next ?? null;
}

interface Way {
  readonly next: BlockId;
  readonly end: BlockId;
  readonly terminator: BranchTerminator;
  readonly terms: FactTerms;
  /** The numbers of what has been loaded right before the branch. */
  readonly loaded: ReadonlySet<number>;
}

/** Whether `next` only compares, and sends what `terminator` sends to `end` there as well. */
function leadsTo(filter: FilterView, way: Way): boolean {
  const { next, end, terminator, terms, loaded } = way;
  const block = filter.block(next);
  const isLoadedAgain = ({ kind, id }: Instr): boolean =>
    kind === 'load' && loaded.has(terms.numbers.of(id));
  if (
    successors(block.terminator).length < 2 ||
    !block.instrs.every((instr) => onlyCompares(instr) || isLoadedAgain(instr)) ||
    filter.block(end).instrs[0]?.kind === 'phi'
  ) {
    return false;
  }
  const known = Facts.none(terms).onEdge(terminator, end);
  return known !== null && known.target(block.terminator) === end;
}

const onlyCompares = (instr: Instr): boolean =>
  instr.kind === 'const' || (instr.kind === 'binary' && isCompareOp(instr.op));
