import { isCheck } from '../../ir/effect.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import { extentOf, type GuardInstr, type LoadInstr } from '../../ir/ir.ts';
import type { Analysis } from '../analysis.ts';
import { type DominatorTree, dominatorTree } from '../control-flow/dominator-tree.ts';

/** Which checks of a filter are dominated by others that reach as far. */
export interface CheckCoverage {
  /** The guards and checked loads that unchecked loads rely on, by id. */
  readonly reliedOn: ReadonlySet<ValueId>;
  readonly coveredGuards: ReadonlySet<ValueId>;
  /** The checked loads that need no check. */
  readonly coveredLoads: readonly LoadInstr[];
  /** The unchecked loads that no check covers: none in a valid filter. */
  readonly unguardedLoads: readonly LoadInstr[];
}

/** A check on the way from the entry, reaching farther than those before it on the same base. */
interface Check {
  readonly id: ValueId;
  readonly block: BlockId;
  readonly extent: number;
}

/**
 * Walks the dominator tree with the checks of the way: O(n log n). Of several checks that cover a
 * load, the first on the way counts as relied on. Bases are the same only where they are one SSA
 * value, as for the verifier.
 */
export const checkCoverage: Analysis<CheckCoverage> = {
  name: 'check-coverage',
  dependsOn: 'all',

  compute(filter, get) {
    const tree = get(dominatorTree);
    const checks = new DominatingChecks(tree);
    const coverage = new CoverageLists();
    for (const block of tree.preorder) {
      for (const instr of filter.block(block).instrs) {
        if (instr.kind !== 'load' && instr.kind !== 'guard') {
          continue;
        }
        const cover = checks.find(instr, block);
        coverage.add(instr, cover);
        if (cover === null && isCheck(instr)) {
          checks.add(instr, block);
        }
      }
    }
    return coverage;
  },
};

class CoverageLists implements CheckCoverage {
  readonly reliedOn = new Set<ValueId>();
  readonly coveredGuards = new Set<ValueId>();
  readonly coveredLoads: LoadInstr[] = [];
  readonly unguardedLoads: LoadInstr[] = [];

  /** `cover` is the check that covers `access`, if one does. */
  add(access: LoadInstr | GuardInstr, cover: ValueId | null): void {
    if (access.kind === 'load' && !access.checked) {
      if (cover === null) {
        this.unguardedLoads.push(access);
      } else {
        this.reliedOn.add(cover);
      }
    } else if (cover !== null && access.kind === 'guard') {
      this.coveredGuards.add(access.id);
    } else if (cover !== null && access.kind === 'load') {
      this.coveredLoads.push(access);
    }
  }
}

/** By base, the checks that dominate where the walk stands, in order of place and extent. */
class DominatingChecks {
  readonly #tree: DominatorTree;
  readonly #byBase = new Map<ValueId | null, Check[]>();

  constructor(tree: DominatorTree) {
    this.#tree = tree;
  }

  /** The first check on the way that covers `access`; `null` where none does. */
  find(access: LoadInstr | GuardInstr, block: BlockId): ValueId | null {
    const checks = this.#dominating(access.base, block);
    const extent = extentOf(access);
    let first = 0;
    let bound = checks.length;
    while (first < bound) {
      const middle = (first + bound) >>> 1;
      if ((checks[middle]?.extent ?? 0) < extent) {
        first = middle + 1;
      } else {
        bound = middle;
      }
    }
    return checks[first]?.id ?? null;
  }

  /** Adds a check that none on the way covers. */
  add(access: LoadInstr | GuardInstr, block: BlockId): void {
    const { id, base } = access;
    this.#dominating(base, block).push({ id, block, extent: extentOf(access) });
  }

  /** Drops the checks that the walk, in preorder, has left behind. */
  #dominating(base: ValueId | null, block: BlockId): Check[] {
    const checks = this.#byBase.get(base) ?? [];
    this.#byBase.set(base, checks);
    for (let last = checks.at(-1); last !== undefined; last = checks.at(-1)) {
      if (this.#tree.dominates(last.block, block)) {
        break;
      }
      checks.pop();
    }
    return checks;
  }
}
