import type { Pass, PassRegistry } from '../src/pass/pass.ts';
import { blockMerging } from './block-merging/block-merging.ts';
import { branchReordering } from './branch-reordering/branch-reordering.ts';
import { checkElimination } from './check-elimination/check-elimination.ts';
import { checkVersioning } from './check-versioning/check-versioning.ts';
import { codeMotion } from './code-motion/code-motion.ts';
import { deadCode } from './dead-code.ts';
import { earlyRejection } from './early-rejection/early-rejection.ts';
import { gvn } from './gvn.ts';
import { jumpThreading } from './jump-threading/jump-threading.ts';
import { partialRedundancy } from './partial-redundancy/partial-redundancy.ts';
import { peephole } from './peephole/peephole.ts';
import { sparseConstantPropagation } from './sparse-constant-propagation.ts';
import {
  listFormation,
  switchFormation,
  treeFormation,
} from './switch-formation/switch-formation.ts';
import { largeTailDuplication, tailDuplication } from './tail-duplication/tail-duplication.ts';

export { partialRedundancy };

/** The passes that ship with the compiler, in an order that keeps all constraints. */
const PASSES: readonly (() => Pass)[] = [
  sparseConstantPropagation,
  peephole,
  jumpThreading,
  earlyRejection,
  tailDuplication,
  largeTailDuplication,
  listFormation,
  blockMerging,
  gvn,
  partialRedundancy,
  branchReordering,
  switchFormation,
  treeFormation,
  codeMotion,
  checkElimination,
  deadCode,
  checkVersioning,
];

/** {@link PASSES} by name. */
export const builtinPasses: PassRegistry = new Map(PASSES.map((make) => [make().name, make]));
