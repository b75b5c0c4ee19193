import { retargeted } from '../../src/ir/edit/retargeted.ts';
import { SsaEdits } from '../../src/ir/edit/ssa-edits.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { isThreaded, type Route } from './route.ts';
import type { Edit } from './threading-sweep.ts';

/** Makes the edits that a sweep has planned. */
export function applyEdits(filter: Filter, edits: readonly Edit[], context: PassContext): void {
  if (edits.length === 0) {
    return;
  }
  const ssa = new SsaEdits(filter);
  // All copies before any edit: they are of the blocks as the sweep has seen them.
  const copies = copyPassed(ssa, edits);
  for (const edit of edits) {
    apply(filter, edit, { ssa, copies, context });
  }
  context.count('blocks-removed', filter.removeUnreachable());
  if (copies.size > 0) {
    const { copies: left } = ssa.finish();
    context.count('blocks-copied', left);
  }
  cutRejecting(filter, edits);
}

/** Copies the blocks that edges pass, once for all that pass the same. Yields the first copy for each route. */
function copyPassed(ssa: SsaEdits, edits: readonly Edit[]): ReadonlyMap<Route, BlockId> {
  const byPath = new Map<string, BlockId>();
  const copies = new Map<Route, BlockId>();
  for (const route of edits.flatMap(({ routes }) => routes)) {
    const { target, copied } = route.destination;
    const [first, ...others] = copied;
    if (first !== undefined) {
      const path = [...copied, target].join(',');
      // No check in them rejects: the walker has seen to that.
      const copy = byPath.get(path) ?? ssa.duplicatePath([first, ...others], target, () => true);
      byPath.set(path, copy);
      copies.set(route, copy);
    }
  }
  return copies;
}

interface ApplyParts {
  readonly ssa: SsaEdits;
  readonly copies: ReadonlyMap<Route, BlockId>;
  readonly context: PassContext;
}

function apply(filter: Filter, edit: Edit, { ssa, copies, context }: ApplyParts): void {
  const { block, open, routes, settled, rejectsAt } = edit;
  const { count, remark } = context;
  if (rejectsAt !== null) {
    count('rejections');
    remark('done', `b${block}`, 'rejects every packet that comes here, by the tests before it');
  }
  const ends = new Map<BlockId, BlockId>();
  for (const route of routes) {
    const copy = copies.get(route);
    if (copy !== undefined) {
      ssa.redirect(block, route.from, copy);
    }
    ends.set(route.from, copy ?? route.destination.target);
  }
  const terminator = retargeted(open, (target) => ends.get(target) ?? target);
  filter.setTerminator(block, terminator);
  for (const { phi, value } of routes.flatMap(({ destination }) => destination.incoming)) {
    filter.setIncoming(phi, block, value);
  }
  const threaded = routes.filter(isThreaded);
  count('edges-threaded', threaded.length);
  for (const { from, destination } of threaded) {
    remark('done', `b${block}->b${from}`, `is settled as far as b${destination.target}`);
  }
  if (settled) {
    count('branches-settled');
    remark('done', `b${block}`, 'its test is settled by tests before it');
  }
}

/** Removes the instructions that no packet gets past, and those behind them. */
function cutRejecting(filter: Filter, edits: readonly Edit[]): void {
  for (const { block, rejectsAt } of edits) {
    if (rejectsAt !== null && filter.hasBlock(block)) {
      filter.setInstrs(block, filter.block(block).instrs.slice(0, rejectsAt));
    }
  }
}
