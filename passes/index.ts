import type { PassRegistry } from '../src/pass/pass.ts';
import { blockMerging } from './block-merging/block-merging.ts';
import { checkHoisting } from './check-versioning/check-hoisting.ts';
import { checkVersioning } from './check-versioning/check-versioning.ts';
import { constantFolding } from './constant-folding.ts';
import { deadCode } from './dead-code.ts';
import { earlyRejection } from './early-rejection/early-rejection.ts';
import { edgeThreading } from './edge-threading/edge-threading.ts';
import { guardElimination } from './guard-elimination/guard-elimination.ts';
import { hoisting } from './hoisting/hoisting.ts';
import { listBypass } from './list-bypass/list-bypass.ts';
import { ruleBypass } from './list-bypass/rule-bypass.ts';
import { partialRedundancy } from './partial-redundancy/partial-redundancy.ts';
import { pathSpecialization } from './path-specialization/path-specialization.ts';
import { pathSplitting } from './path-splitting/path-splitting.ts';
import { peephole } from './peephole/peephole.ts';
import { redundantPredicates } from './redundant-predicates.ts';
import { superfluousBranches } from './superfluous-branches.ts';
import { listFormation } from './switch-formation/list-formation.ts';
import { switchFormation } from './switch-formation/switch-formation.ts';
import { testMerging } from './switch-formation/test-merging.ts';
import { testGrouping } from './test-grouping/test-grouping.ts';
import { testOrdering } from './test-ordering/test-ordering.ts';
import { valueNumbering } from './value-numbering.ts';

export {
  blockMerging,
  checkHoisting,
  checkVersioning,
  constantFolding,
  deadCode,
  earlyRejection,
  edgeThreading,
  guardElimination,
  hoisting,
  listBypass,
  listFormation,
  partialRedundancy,
  pathSpecialization,
  pathSplitting,
  peephole,
  redundantPredicates,
  ruleBypass,
  superfluousBranches,
  switchFormation,
  testGrouping,
  testMerging,
  testOrdering,
  valueNumbering,
};

/** The passes that ship with the compiler, by name, in an order that keeps all constraints. */
export const builtinPasses: PassRegistry = new Map(
  [
    constantFolding,
    peephole,
    edgeThreading,
    earlyRejection,
    pathSplitting,
    pathSpecialization,
    blockMerging,
    valueNumbering,
    partialRedundancy,
    redundantPredicates,
    testGrouping,
    listBypass,
    ruleBypass,
    testMerging,
    listFormation,
    switchFormation,
    testOrdering,
    hoisting,
    superfluousBranches,
    deadCode,
    guardElimination,
    checkHoisting,
    checkVersioning,
  ].map((make) => [make().name, make]),
);
