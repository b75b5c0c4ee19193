import { isCheck } from '../../ir/effect.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import { type BasicBlock, successors } from '../../ir/ir.ts';
import type { Analysis } from '../analysis.ts';
import { reversePostorder } from '../control-flow/reverse-postorder.ts';
import { type BlockFacts, blockFacts } from '../facts/block-facts.ts';
import { type Access, accessOf } from './access.ts';

/**
 * For each load or guard that checks `caplen`, by its id: the extent to check there, in bytes from
 * its base. Where there is none, what came before has settled it.
 */
export type CheckPlan = ReadonlyMap<ValueId, number>;

/** An extent that has been checked relative to a base, and what was checked before it. */
interface CheckedExtent {
  readonly base: ValueId;
  readonly extent: number;
  readonly before: CheckedExtent | null;
}

/** A load or guard that checks, and the place that it concerns. */
interface Check extends Access {
  readonly id: ValueId;
  /** Whether the facts say that no packet fails it. */
  readonly isImplied: boolean;
}

/** How many earlier checks with a base are looked through: keeps the cost linear. */
const LOOK_BACK = 16;

/** The largest extent that a packet can have. Checks beyond it always reject. */
const LONGEST_PACKET = 0xffff_ffff;

/**
 * Where a target that has to compare `caplen` itself does so, and with what, so that no load reads past
 * the packet, no packet is rejected that the filter would accept, and few comparisons are made:
 *
 * - A constant extent is checked only where some path here has not checked as much.
 * - A check looks as far as every path from it will look, if that path does not reject anyway: a
 *   packet too short for a later load of every path is rejected at once.
 * - An extent relative to a base is checked once for all accesses of that base in a block, and not
 *   at all where a block on the only way here has checked it.
 * - Where the filter compares `caplen` itself, what that and the ranges of bases settle is not checked.
 *
 * One sweep over the blocks backward and one forward: O(instructions); O(n log n) where the filter
 * reads `caplen`.
 */
export const checkPlan: Analysis<CheckPlan> = {
  name: 'check-plan',
  dependsOn: 'all',

  compute(filter, get) {
    const order = get(reversePostorder);
    const facts = readsCaplen(filter) ? get(blockFacts) : null;
    const needs = constantNeeds(filter, order);
    const plan = new Map<ValueId, number>();
    const known = new Float64Array(filter.blockBound);
    const chains: (CheckedExtent | null)[] = [];
    for (const id of order) {
      const checks = checksOf(filter, filter.block(id), facts);
      const predecessors = filter.predecessors(id);
      const [only] = predecessors;
      known[id] = planConstantChecks(checks, {
        known: predecessors.reduce((least, from) => Math.min(least, known[from] ?? 0), Infinity),
        need: needs[id] ?? 0,
        plan,
      });
      const inherited = predecessors.length === 1 && only !== undefined ? chains[only] : null;
      chains[id] = planRelativeChecks(checks, inherited ?? null, plan);
    }
    return plan;
  },
};

/** Whether the filter compares `caplen` by other means than checks, or could. */
export function readsCaplen(filter: FilterView): boolean {
  for (const { instrs } of filter.blocks()) {
    if (instrs.some((instr) => instr.kind === 'input' && instr.input === 'caplen')) {
      return true;
    }
  }
  return false;
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
    needs[id] = instrs.filter(isCheck).reduce((most, instr) => {
      const { base, extent } = accessOf(instr, filter);
      return base === null ? Math.max(most, extent) : most;
    }, after);
  }
  return needs;
}

function needOfVerdict(verdict: { readonly kind: string; readonly value: number }): number {
  return verdict.kind === 'constant' && verdict.value === 0 ? Infinity : 0;
}

/** The checks of one block in order. */
function checksOf(
  filter: FilterView,
  { id: block, instrs }: BasicBlock,
  facts: BlockFacts | null,
): readonly Check[] {
  const checks: Check[] = [];
  let known = facts?.atEntry(block) ?? null;
  for (const instr of instrs) {
    if (isCheck(instr)) {
      const isImplied = known?.covers(instr) ?? false;
      checks.push({ ...accessOf(instr, filter), id: instr.id, isImplied });
    }
    known = known?.after(instr) ?? known;
  }
  return checks;
}

/** Plans the checks of constant extents in one block, and yields what is known at its end. */
function planConstantChecks(
  checks: readonly Check[],
  start: { readonly known: number; readonly need: number; readonly plan: Map<ValueId, number> },
): number {
  let known = Number.isFinite(start.known) ? start.known : 0;
  for (const { id, base, extent, isImplied } of checks) {
    if (base !== null || extent <= known) {
      continue;
    }
    if (isImplied) {
      known = extent;
      continue;
    }
    const reachable = start.need <= LONGEST_PACKET ? start.need : 0;
    known = Math.max(extent, reachable);
    start.plan.set(id, known);
  }
  return known;
}

/** Plans the checks relative to a base in one block, and yields all that are known at its end. */
function planRelativeChecks(
  checks: readonly Check[],
  inherited: CheckedExtent | null,
  plan: Map<ValueId, number>,
): CheckedExtent | null {
  const relative = checks.flatMap(({ id, base, extent, isImplied }) =>
    base === null || isImplied ? [] : [{ id, base, extent }],
  );
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
