import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { type BasicBlock, mapTargets, successors } from '../../src/ir/ir.ts';
import { phisOf } from '../../src/ir/phis.ts';

/** An edge into a block that only jumps, and where that jump leads. */
interface Detour {
  readonly from: BlockId;
  readonly empty: BlockId;
  readonly target: BlockId;
}

/**
 * Leads edges round blocks that only jump to a block with phis. An edge whose start has an edge to
 * that block already stays where a phi would have to tell the two apart.
 *
 * `order` is the reverse postorder. Goes against it, so that each edge moves once. Yields the number
 * of edges moved.
 */
export function bypassPhiEdges(filter: Filter, order: readonly BlockId[]): number {
  let moved = 0;
  for (const id of order.toReversed()) {
    const target = filter.hasBlock(id) && id !== filter.entry ? onlyJump(filter.block(id)) : null;
    for (const from of target === null ? [] : filter.predecessors(id)) {
      if (target !== null && bypass(filter, { from, empty: id, target })) {
        moved += 1;
      }
    }
  }
  return moved;
}

const onlyJump = ({ instrs, terminator }: BasicBlock): BlockId | null =>
  instrs.length === 0 && terminator.kind === 'jump' ? terminator.target : null;

function bypass(filter: Filter, { from, empty, target }: Detour): boolean {
  const operands = phisOf(filter.block(target)).map((phi) => ({
    phi: phi.id,
    own: phi.incoming.get(from),
    value: phi.incoming.get(empty),
  }));
  const { terminator } = filter.block(from);
  const isAdjacent = successors(terminator).includes(target);
  if (isAdjacent && operands.some(({ own, value }) => own !== value)) {
    return false;
  }
  const redirected = mapTargets(terminator, (one) => (one === empty ? target : one));
  const isJump = successors(redirected).length === 1;
  filter.setTerminator(from, isJump ? { kind: 'jump', target } : redirected);
  for (const { phi, value } of operands) {
    if (value !== undefined) {
      filter.setIncoming(phi, from, value);
    }
  }
  return true;
}
