import type { GetAnalysis } from '../../src/analysis/analysis.ts';
import { checkCoverage } from '../../src/analysis/checks/check-coverage.ts';
import { type CheckPlan, checkPlan } from '../../src/analysis/checks/check-plan.ts';
import {
  type DominatorTree,
  dominatorTree,
} from '../../src/analysis/control-flow/dominator-tree.ts';
import { isCheck } from '../../src/ir/effect.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { extentOf, type GuardInstr, type LoadInstr } from '../../src/ir/ir.ts';
import type { PassContext } from '../../src/pass/pass.ts';

/** A check that could look farther, in place of later ones. */
interface FartherCheck {
  readonly instr: LoadInstr | GuardInstr;
  readonly block: BlockId;
  /** In bytes from its base, a u32: as far as it looks now, and as far as it could. */
  readonly extent: number;
  readonly planned: number;
}

/** The largest offset of a guard. */
const MOST_OFFSET = 0xffff_ffff;

/**
 * Makes one check of several that every way to an accepting return passes.
 *
 *     v0 = load.2 [12]                   guard 24
 *     branch (eq v0, 0x800), b1, b2      v0 = load.2.nocheck [12]
 *     b1: v1 = load.1 [23]          =>   branch (eq v0, 0x800), b1, b2
 *         …                              b1: v1 = load.1.nocheck [23]
 *     b2: return 0x0                         …
 *
 * A packet that is too short for the later check is rejected at once: the same verdict, since a filter
 * does nothing but give one. A guard is put before the first check where that covers one that the first
 * dominates and does not cover itself; then what the guard covers is unchecked or, if a guard, removed.
 *
 * For machines on which each check costs instructions, as they compare `caplen` themselves; where a load
 * checks for free, a guard does not. O(n log n).
 *
 * Source: Gupta, "Optimizing Array Bound Checks Using Flow Analysis", 1993 (hoisting of checks that are
 * anticipated).
 */
export function hoistChecks(filter: Filter, { get, count, remark }: PassContext): void {
  const worthwhile = worthwhileChecks(filter, get);
  for (const { instr, block, planned } of worthwhile) {
    const id = filter.newValue();
    const guard: GuardInstr = { kind: 'guard', id, base: instr.base, offset: planned };
    const { instrs } = filter.block(block);
    const index = filter.position(instr.id);
    filter.setInstrs(block, [...instrs.slice(0, index), guard, ...instrs.slice(index)]);
    remark('done', `b${block}`, `later checks reach as far as ${planned} on every path`);
  }
  if (worthwhile.size > 0) {
    count('checks-hoisted', worthwhile.size);
    dropCovered(filter, get);
  }
}

/** The checks to which a guard is put that makes others superfluous. */
function worthwhileChecks(filter: FilterView, get: GetAnalysis): ReadonlySet<FartherCheck> {
  const tree = get(dominatorTree);
  const farther = fartherChecks(filter, get(checkPlan));
  const worthwhile = new Set<FartherCheck>();
  const above = new Map<ValueId | null, FartherCheck[]>();
  for (const block of tree.preorder) {
    for (const instr of filter.block(block).instrs.filter(isCheck)) {
      const checks = above.get(instr.base) ?? [];
      above.set(instr.base, checks);
      const last = innermost(checks, block, tree);
      const own = farther.get(instr.id);
      if (last !== null && covers(last, instr)) {
        worthwhile.add(last);
      } else if (own !== undefined && own.planned > (last?.planned ?? 0)) {
        checks.push(own);
      }
    }
  }
  return worthwhile;
}

/** Whether `check` would look as far as `instr` does, which it does not do now. */
function covers({ extent, planned }: FartherCheck, instr: LoadInstr | GuardInstr): boolean {
  return extent < extentOf(instr) && extentOf(instr) <= planned;
}

/** The checks, by id, that are planned to look farther; with no constant base, which no pass adds up. */
function fartherChecks(filter: FilterView, plan: CheckPlan): ReadonlyMap<ValueId, FartherCheck> {
  const farther = new Map<ValueId, FartherCheck>();
  for (const [id, planned] of plan) {
    const instr = filter.definition(id);
    if (
      isCheck(instr) &&
      planned > extentOf(instr) &&
      planned <= MOST_OFFSET &&
      (instr.base === null || filter.definition(instr.base).kind !== 'const')
    ) {
      const block = filter.definitionBlock(id);
      farther.set(id, { instr, block, extent: extentOf(instr), planned });
    }
  }
  return farther;
}

/** The last of `checks` that dominates `block`, in a walk in preorder; drops those behind it. */
function innermost(
  checks: FartherCheck[],
  block: BlockId,
  tree: DominatorTree,
): FartherCheck | null {
  for (let last = checks.at(-1); last !== undefined; last = checks.at(-1)) {
    if (tree.dominates(last.block, block)) {
      return last;
    }
    checks.pop();
  }
  return null;
}

/** Unchecks the loads and removes the guards that earlier checks cover. */
function dropCovered(filter: Filter, get: GetAnalysis): void {
  const { coveredLoads, coveredGuards } = get(checkCoverage);
  for (const load of coveredLoads) {
    filter.replace({ ...load, checked: false });
  }
  if (coveredGuards.size > 0) {
    filter.removeInstrs(coveredGuards);
  }
}
