/**
 * Checks the invariants of the IR, which every pass may rely on and must keep:
 *
 * - `IR_MISSING_BLOCK`: terminators name blocks that exist;
 * - `IR_ENTRY_HAS_PREDECESSOR`: the entry block has no predecessors;
 * - `IR_UNREACHABLE`: every block is reachable from the entry;
 * - `IR_CYCLE`: no path repeats;
 * - `IR_REDEFINED`: every value has one definition;
 * - `IR_UNDEFINED`: every operand has a definition;
 * - `IR_NOT_DOMINATED`: which dominates the use;
 * - `IR_NOT_A_VALUE`: and which is not a guard;
 * - `IR_TYPE`: operands have the type that their user wants; verdicts, tests and addresses are i32;
 * - `IR_PHI_ORDER`: phis come first in their block;
 * - `IR_PHI_MISMATCH`: phis name each predecessor exactly once;
 * - `IR_SAME_TARGETS`: the targets of a branch differ;
 * - `IR_SWITCH_CASES`: the cases of a switch are sorted and disjoint;
 * - `IR_RANGE`: constants, offsets and probabilities are in range;
 * - `IR_UNGUARDED`: an unchecked load is dominated by a guard, or a checked load on the same base,
 *   that reaches as far.
 */

import type { FilterView } from '../ir/filter-view.ts';
import { type BasicBlock, successors } from '../ir/ir.ts';
import {
  branchTargetsDiffer,
  entryHasNoPredecessor,
  pathsEnd,
  phisComeFirst,
  phisNameEachPredecessor,
  switchCasesAreSorted,
} from './check-graph.ts';
import { uncheckedLoads } from './check-guards.ts';
import { numbersAreInRange } from './check-ranges.ts';
import {
  definitionsDominateUses,
  operandsAreDefined,
  operandsHaveTheirType,
  valuesAreDefinedOnce,
} from './check-values.ts';
import { type Check, contextOf } from './context.ts';
import { type Finding, type Violation, violations } from './violation.ts';

/**
 * Yields every broken invariant of `filter`, in the order of its text; none for a valid filter.
 * O(n log n).
 *
 * Of an unreachable block only that is reported. Where the filter has a cycle, what depends on
 * dominance is not checked; where a block is missing, nothing else.
 */
export function verify(filter: FilterView): readonly Violation[] {
  const blocks = [...filter.blocks()];
  const missing = blocks.flatMap((block) => violations(block, missingTargets(block, filter)));
  if (missing.length > 0) {
    return missing;
  }
  const context = contextOf(filter);
  const unguarded = uncheckedLoads(context);
  return blocks.flatMap((block) => {
    const findings = context.tree.reaches(block.id)
      ? [...CHECKS.flatMap((check) => check(block, context)), ...(unguarded.get(block.id) ?? [])]
      : [UNREACHABLE];
    return findings.length === 0 ? [] : violations(block, findings);
  });
}

const CHECKS: readonly Check[] = [
  entryHasNoPredecessor,
  pathsEnd,
  valuesAreDefinedOnce,
  operandsAreDefined,
  definitionsDominateUses,
  operandsHaveTheirType,
  phisComeFirst,
  phisNameEachPredecessor,
  branchTargetsDiffer,
  switchCasesAreSorted,
  numbersAreInRange,
];

const UNREACHABLE: Finding = {
  code: 'IR_UNREACHABLE',
  place: 'label',
  message: 'no path from the entry leads here',
};

/** Terminators name blocks that exist. */
function missingTargets({ terminator }: BasicBlock, filter: FilterView): readonly Finding[] {
  return successors(terminator)
    .filter((target) => !filter.hasBlock(target))
    .map((target) => ({
      code: 'IR_MISSING_BLOCK',
      place: 'terminator',
      message: `there is no block b${target}`,
    }));
}
