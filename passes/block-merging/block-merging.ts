import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { mapTargets, successors, type Terminator } from '../../src/ir/ir.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { BlockInterner } from './block-interner.ts';
import { bypassPhiEdges } from './bypass-phi-edges.ts';

/**
 * Makes one block of several, where that changes nothing else: equal blocks become one; blocks that
 * have no effect but to lead to one other block are gone round, as are all those from which every
 * way leads to a rejection; and a block whose only predecessor only jumps to it is appended there.
 *
 *     b1: return 0x0                     b0: branch v2, b2, b1
 *     b2: v3 = eq v0, v1                 b1: return 0x0
 *         branch v3, b4, b1        =>    b2: v3 = eq v0, v1
 *     b4: jump b5                            branch v3, b5, b1
 *     b5: return 0x0                     b5: return 0x0                (and then b5 is b1)
 *
 * Blocks are equal where they do the same on the same values, constants compared by what they are,
 * and pass control to equal blocks. Going from the returns backward (postorder) they are told apart
 * by one hash look-up each, whole equal subgraphs included: linear. Blocks with phis, or with values
 * that other blocks use, stay.
 *
 * Measure: the number of blocks plus that of CFG edges falls.
 *
 * Source: `intern_blocks` of libpcap's optimize.c does the first part by comparing all pairs of
 * blocks; hash consing as in Ershov, "On Programming of Arithmetic Operations", 1958.
 */
export function blockMerging(): Pass {
  return {
    name: 'block-merging',
    summary: 'Merges equal blocks, chains of blocks and empty blocks.',

    run(filter, context) {
      internBlocks(filter, context);
      context.count('empty-blocks-bypassed', bypassPhiEdges(filter, context.get(reversePostorder)));
      context.count('blocks-removed', filter.removeUnreachable());
      appendChains(filter, context);
    },
  };
}

/** Sends every edge to the block that stands for all that are equal to its target. */
function internBlocks(filter: Filter, { get, count, remark }: PassContext): void {
  const interner = new BlockInterner(filter);
  const order = get(reversePostorder);
  for (const id of order.toReversed()) {
    interner.add(id);
  }
  for (const { block, other, obstacle } of interner.lookalikes()) {
    remark('missed', `b${block}`, `does the same as b${other}, but is not merged: ${obstacle}`);
  }
  if (!interner.findsSomething) {
    return;
  }
  for (const [block, instrs] of interner.rewritten()) {
    filter.setInstrs(block, instrs);
  }
  for (const id of order) {
    const { terminator } = filter.block(id);
    const redirected = simplify(
      mapTargets(terminator, (target) => interner.representative(target)),
    );
    if (!isSameTargets(terminator, redirected)) {
      filter.setTerminator(id, redirected);
      count('terminators-redirected');
    }
  }
  for (const [merged, into] of interner.merged()) {
    remark('done', `b${merged}`, `does the same as b${into}`);
  }
  count('equal-blocks-merged', interner.merged().length);
}

/** A jump where all targets are one. */
function simplify(terminator: Terminator): Terminator {
  const [target, ...others] = successors(terminator);
  return target !== undefined && others.length === 0 ? { kind: 'jump', target } : terminator;
}

function isSameTargets(a: Terminator, b: Terminator): boolean {
  if (a.kind !== b.kind) {
    return false;
  }
  const other = targetsOf(b);
  return targetsOf(a).every((target, index) => target === other[index]);
}

/** The targets as they are written, one that stands several times included. */
function targetsOf(terminator: Terminator): readonly BlockId[] {
  switch (terminator.kind) {
    case 'jump':
      return [terminator.target];
    case 'branch':
      return [terminator.ifTrue, terminator.ifFalse];
    case 'switch':
      return [...terminator.cases.map(({ target }) => target), terminator.otherwise];
    case 'return':
      return [];
  }
}

/**
 * Appends blocks to their only predecessors. From the entry down, so that no instruction moves
 * twice.
 */
function appendChains(filter: Filter, { get, count }: PassContext): void {
  for (const id of get(reversePostorder)) {
    if (filter.predecessorCount(id) === 1) {
      const [predecessor] = filter.predecessors(id);
      if (predecessor !== undefined && filter.block(predecessor).terminator.kind === 'jump') {
        filter.mergeIntoPredecessor(id);
        count('blocks-appended');
      }
    }
  }
}
