import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import {
  type BasicBlock,
  type GuardInstr,
  type Instr,
  type LoadInstr,
  successors,
} from '../../ir/ir.ts';
import { type Access, accessOf } from './access.ts';

/**
 * For each load or guard that checks `caplen`, by its id: the extent to check there, in bytes from
 * its base. Where there is none, earlier checks have settled it.
 */
export type CheckPlan = ReadonlyMap<ValueId, number>;

/** An extent that has been checked relative to a base, and what was checked before it. */
interface CheckedExtent {
  readonly base: ValueId;
  readonly extent: number;
  readonly before: CheckedExtent | null;
}

/** How many earlier checks with a base are looked through: keeps the cost linear. */
const LOOK_BACK = 16;

/** The largest extent that a packet can have. Checks beyond it always reject. */
const LONGEST_PACKET = 0xffff_ffff;

/**
 * Decides where to compare `caplen` with what, so that no load reads past the packet, no packet is
 * rejected that the filter would accept, and few comparisons are made:
 *
 * - A constant extent is checked only where some path here has not checked as much.
 * - A check looks as far as every path from it will look, if that path does not reject anyway: a
 *   packet too short for a later load of every path is rejected at once.
 * - An extent relative to a base is checked once for all accesses of that base in a block, and not
 *   at all where a block on the only way here has checked it.
 *
 * One sweep over the blocks backward and one forward: O(instructions).
 *
 * @param order every block before its successors.
 */
export function planBoundsChecks(filter: FilterView, order: readonly BlockId[]): CheckPlan {
  const needs = constantNeeds(filter, order);
  const plan = new Map<ValueId, number>();
  const known = new Float64Array(filter.blockBound);
  const chains: (CheckedExtent | null)[] = [];
  for (const id of order) {
    const block = filter.block(id);
    const predecessors = filter.predecessors(id);
    const [only] = predecessors;
    known[id] = planConstantChecks(block, filter, {
      known: predecessors.reduce((least, from) => Math.min(least, known[from] ?? 0), Infinity),
      need: needs[id] ?? 0,
      plan,
    });
    const inherited = predecessors.length === 1 && only !== undefined ? chains[only] : null;
    chains[id] = planRelativeChecks(block, filter, inherited ?? null, plan);
  }
  return plan;
}

/**
 * For each block, the constant extent that every path from its start checks before it accepts;
 * infinite where no path accepts.
 */
function constantNeeds(filter: FilterView, order: readonly BlockId[]): Float64Array {
  const needs = new Float64Array(filter.blockBound);
  for (const id of order.toReversed()) {
    const { instrs, terminator } = filter.block(id);
    const after =
      terminator.kind === 'return'
        ? needOfVerdict(terminator.verdict)
        : successors(terminator).reduce((least, to) => Math.min(least, needs[to] ?? 0), Infinity);
    needs[id] = instrs.filter(checks).reduce((most, instr) => {
      const { base, extent } = accessOf(instr, filter);
      return base === null ? Math.max(most, extent) : most;
    }, after);
  }
  return needs;
}

function needOfVerdict(verdict: { readonly kind: string; readonly value: number }): number {
  return verdict.kind === 'constant' && verdict.value === 0 ? Infinity : 0;
}

function checks(instr: Instr): instr is LoadInstr | GuardInstr {
  return instr.kind === 'guard' || (instr.kind === 'load' && instr.checked);
}

/** Plans the checks of constant extents in one block, and yields what is known at its end. */
function planConstantChecks(
  { instrs }: BasicBlock,
  filter: FilterView,
  start: { readonly known: number; readonly need: number; readonly plan: Map<ValueId, number> },
): number {
  let known = Number.isFinite(start.known) ? start.known : 0;
  for (const instr of instrs.filter(checks)) {
    const { base, extent } = accessOf(instr, filter);
    if (base !== null || extent <= known) {
      continue;
    }
    const reachable = start.need <= LONGEST_PACKET ? start.need : 0;
    known = Math.max(extent, reachable);
    start.plan.set(instr.id, known);
  }
  return known;
}

/** Plans the checks relative to a base in one block, and yields all that are known at its end. */
function planRelativeChecks(
  { instrs }: BasicBlock,
  filter: FilterView,
  inherited: CheckedExtent | null,
  plan: Map<ValueId, number>,
): CheckedExtent | null {
  const relative = instrs.filter(checks).flatMap((instr) => {
    const access = accessOf(instr, filter);
    return access.base === null ? [] : [{ ...access, id: instr.id, base: access.base }];
  });
  const furthest = new Map<ValueId, number>();
  for (const { base, extent } of relative) {
    furthest.set(base, Math.max(extent, furthest.get(base) ?? extent));
  }
  let chain = inherited;
  for (const { id, base, extent } of relative) {
    if (extent > checkedExtent(chain, base)) {
      const all = furthest.get(base) ?? extent;
      plan.set(id, all);
      chain = { base, extent: all, before: chain };
    }
  }
  return chain;
}

/** How far beyond `base` the last checks have looked; -1 where they have not. */
function checkedExtent(chain: CheckedExtent | null, base: Access['base']): number {
  let found = -1;
  let at = chain;
  for (let steps = 0; at !== null && steps < LOOK_BACK; steps += 1, at = at.before) {
    if (at.base === base) {
      found = Math.max(found, at.extent);
    }
  }
  return found;
}
