import { type DominatorTree, dominatorTree } from '../src/analysis/control-flow/dominator-tree.ts';
import { type ValueNumbers, valueNumbers } from '../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../src/ir/ids.ts';
import { eachOperand } from '../src/ir/ir.ts';
import type { Pass, PassContext } from '../src/pass/pass.ts';
import { checkUnguardedLoads } from './edit/check-unguarded-loads.ts';

/**
 * Replaces a value by a congruent one that dominates it: the same operation on congruent operands,
 * the same load, the same constant, a phi whose operands are all alike.
 *
 *     b0: v0 = load.2 [12]                 b0: v0 = load.2 [12]
 *         …                                    …
 *     b3: v7 = load.2 [12]           =>    b3: v9 = eq v0, v8
 *         v9 = eq v7, v8
 *
 * A checked load goes as well: the packet reached far enough for the first, so it does for the
 * second. Where a phi of loads stands for it, there is one check on each way and none that dominates:
 * unchecked loads that relied on its own check again. Congruent values of which neither dominates the other stay.
 *
 * On a machine with one accumulator, a value that is kept costs a store and a load from memory, which
 * is no less than loading it from the packet again, and a masked value that is shared is no range any
 * more. There, only what addresses are computed from is shared, such as the length of a header. With more
 * registers every value is.
 *
 * One walk over the dominator tree with the values of the path so far, by number: linear.
 *
 * Measure: the number of instructions falls.
 *
 * Source: Briggs, Cooper and Simpson, "Value Numbering", 1997 (dominator-based technique).
 */
export function gvn(): Pass {
  return {
    name: 'gvn',
    summary:
      'Replaces values by congruent ones that dominate them; on a machine with one register, only those that addresses are computed from.',

    run(filter, context) {
      const { replacements, repeated } = findReplacements(filter, context);
      for (const { load, earlier, from } of repeated) {
        const where = `b${filter.definitionBlock(load)}`;
        const message = `load not removed: v${earlier}, the same on edge b${from}->${where}, does not dominate it`;
        context.remark('missed', `v${load}`, message);
      }
      if (replacements.size === 0) {
        return;
      }
      for (const [value, leader] of replacements) {
        const kind = filter.definition(value).kind;
        context.count(
          kind === 'const' || kind === 'const64' ? 'constants-removed' : `${kind}s-removed`,
        );
        context.remark('done', `v${value}`, `is v${leader}`);
      }
      const losesCheck = [...replacements].some(
        ([value, leader]) =>
          filter.definition(value).kind === 'load' && filter.definition(leader).kind === 'phi',
      );
      filter.replaceAllUses(replacements);
      filter.removeInstrs(new Set(replacements.keys()));
      if (losesCheck) {
        context.count('loads-checked-again', checkUnguardedLoads(filter, context.get));
      }
    },
  };
}

/** A load that repeats an earlier one on some paths, but not on all. */
interface RepeatedLoad {
  readonly load: ValueId;
  readonly earlier: ValueId;
  /** A predecessor of the load's block that the earlier load dominates. */
  readonly from: BlockId;
}

interface Findings {
  /** Each value that can be replaced, with the value that stays in its place. */
  readonly replacements: ReadonlyMap<ValueId, ValueId>;
  readonly repeated: readonly RepeatedLoad[];
}

function findReplacements(filter: FilterView, { get, target }: PassContext): Findings {
  const tree = get(dominatorTree);
  const shared = target.registers > 1 ? null : partsOfAddresses(filter);
  if (shared?.size === 0) {
    return { replacements: new Map(), repeated: [] };
  }
  const walk = new TreeWalk(filter, tree, { numbers: get(valueNumbers), shared });
  for (const id of tree.preorder) {
    walk.enter(id);
  }
  return walk;
}

/** Goes over the dominator tree in preorder, with the value that stays for each number. */
class TreeWalk implements Findings {
  readonly replacements = new Map<ValueId, ValueId>();
  readonly repeated: RepeatedLoad[] = [];
  readonly #filter: FilterView;
  readonly #tree: DominatorTree;
  readonly #numbers: ValueNumbers;
  /**
   * By number, the last value that stays. Once it does not dominate where the walk stands, it
   * dominates nothing that is still to come.
   */
  readonly #leaders = new Map<number, ValueId>();

  /** The values that may be shared; `null` for all. */
  readonly #shared: ReadonlySet<ValueId> | null;

  constructor(
    filter: FilterView,
    tree: DominatorTree,
    parts: { readonly numbers: ValueNumbers; readonly shared: ReadonlySet<ValueId> | null },
  ) {
    this.#filter = filter;
    this.#tree = tree;
    this.#numbers = parts.numbers;
    this.#shared = parts.shared;
  }

  enter(block: BlockId): void {
    let isRepetitionKnown = false;
    for (const { kind, id } of this.#filter.block(block).instrs) {
      if (kind === 'guard' || this.#shared?.has(id) === false) {
        continue;
      }
      const number = this.#numbers.of(id);
      const leader = this.#leaders.get(number);
      if (leader !== undefined && this.#dominates(leader, block)) {
        this.replacements.set(id, leader);
        continue;
      }
      this.#leaders.set(number, id);
      if (kind === 'load' && leader !== undefined && !isRepetitionKnown) {
        isRepetitionKnown = true;
        this.#noteRepetition(block, id, leader);
      }
    }
  }

  /** Called once for a block at most, so that all calls together look at each edge once. */
  #noteRepetition(block: BlockId, load: ValueId, earlier: ValueId): void {
    const from = this.#filter.predecessors(block).find((id) => this.#dominates(earlier, id));
    if (from !== undefined) {
      this.repeated.push({ load, earlier, from });
    }
  }

  #dominates(value: ValueId, block: BlockId): boolean {
    return this.#tree.dominates(this.#filter.definitionBlock(value), block);
  }
}

/** The values that the addresses of loads and guards are computed from. */
function partsOfAddresses(filter: FilterView): ReadonlySet<ValueId> {
  const parts = new Set<ValueId>();
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      if ((instr.kind === 'load' || instr.kind === 'guard') && instr.base !== null) {
        parts.add(instr.base);
      }
    }
  }
  for (const part of parts) {
    eachOperand(filter.definition(part), (operand) => parts.add(operand));
  }
  return parts;
}
