import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import { operands } from '../../../ir/ir.ts';
import { invariant } from '../../../support/invariant.ts';
import { UnsupportedError } from '../../../support/unsupported.ts';
import type { MachineInstr } from '../machine/machine-code.ts';
import { BRANCH_RULES, type BranchPlan } from './branch-rules.ts';
import type { Arm } from './pattern.ts';
import { type Choice, RuleTable } from './rule-table.ts';
import { INDEX_RULES, type Plan, VALUE_RULES } from './value-rules.ts';

/** Stands for this cost and all larger ones. */
const MUCH = 1_000_000;

/** What the choice of a branch on a truth adds to the costs of its arms. */
const CHOICE_COST = 3;

const VALUES = new RuleTable(VALUE_RULES);
const INDEXES = new RuleTable(INDEX_RULES);
const BRANCHES = new RuleTable(BRANCH_RULES);

const PHI: Choice<Plan> = { rule: 'phi', result: { kind: 'phi' } };

/**
 * Which instructions compute each value of one filter, and at what cost. Says nothing about where
 * operands are at that time: that is for the evaluator, which asks here.
 */
export class Selection {
  readonly #filter: FilterView;
  readonly #plans: (Choice<Plan> | undefined)[] = [];
  readonly #indexInstrs: (Choice<MachineInstr> | null | undefined)[] = [];
  readonly #branchPlans: (Choice<BranchPlan> | undefined)[] = [];
  readonly #keys: Int32Array;
  readonly #costs: Float64Array;
  readonly #depths: Uint8Array;

  /** Costs are worked out over `order`, in which definitions stand before uses. */
  constructor(filter: FilterView, order: readonly BlockId[]) {
    this.#filter = filter;
    this.#keys = new Int32Array(filter.valueBound);
    this.#costs = new Float64Array(filter.valueBound);
    this.#depths = new Uint8Array(filter.valueBound);
    const constants = new Map<number, ValueId>();
    for (const block of order) {
      for (const instr of filter.block(block).instrs) {
        this.#keys[instr.id] = instr.id;
        if (instr.kind === 'const') {
          const first = constants.get(instr.value) ?? instr.id;
          constants.set(instr.value, first);
          this.#keys[instr.id] = first;
        }
        if (instr.kind !== 'guard') {
          this.#weigh(instr.id);
        }
      }
    }
  }

  /** Names what `value` is in the state of the machine: equal constants are one. */
  key(value: ValueId): number {
    return this.#keys[value] ?? value;
  }

  /** How `value` comes into A. */
  plan(value: ValueId): Plan {
    return this.#valueChoice(value).result;
  }

  /** The instruction that brings `value` into X without reading a register; `null` where none does. */
  indexInstr(value: ValueId): MachineInstr | null {
    return this.#indexChoice(value)?.result ?? null;
  }

  /** How control goes by `test`. */
  branchPlan(test: ValueId): BranchPlan {
    return this.#branchChoice(test).result;
  }

  /** The name of the rule behind what is known of `value` for one purpose. */
  ruleOf(value: ValueId, purpose: 'value' | 'index' | 'branch'): string {
    switch (purpose) {
      case 'value':
        return this.#valueChoice(value).rule;
      case 'index':
        return this.#indexChoice(value)?.rule ?? '';
      case 'branch':
        return this.#branchChoice(value).rule;
    }
  }

  /** How many instructions compute `value` into A from nothing, about. At most {@link MUCH}. */
  cost(value: ValueId): number {
    return this.#costs[value] ?? MUCH;
  }

  /** How many instructions compute `value` into X from nothing, about. */
  indexCost(value: ValueId): number {
    return this.indexInstr(value) === null ? this.cost(value) + 1 : 1;
  }

  /** How many scratch words computing `value` takes, about. At most 255. */
  depth(value: ValueId): number {
    return this.#depths[value] ?? 0;
  }

  #valueChoice(value: ValueId): Choice<Plan> {
    let choice = this.#plans[value];
    if (choice === undefined) {
      const instr = this.#filter.definition(value);
      choice = instr.kind === 'phi' ? PHI : (VALUES.choose(value, this.#filter) ?? undefined);
      if (choice === undefined) {
        const what = 'op' in instr ? instr.op : instr.kind;
        throw new UnsupportedError(`v${value} is a ${what}, for which classic BPF has no rule`);
      }
      this.#plans[value] = choice;
    }
    return choice;
  }

  #indexChoice(value: ValueId): Choice<MachineInstr> | null {
    let choice = this.#indexInstrs[value];
    if (choice === undefined) {
      choice = INDEXES.choose(value, this.#filter);
      this.#indexInstrs[value] = choice;
    }
    return choice;
  }

  #branchChoice(test: ValueId): Choice<BranchPlan> {
    let choice = this.#branchPlans[test];
    if (choice === undefined) {
      choice = BRANCHES.choose(test, this.#filter) ?? undefined;
      invariant(choice !== undefined, `no rule branches on v${test}`);
      this.#branchPlans[test] = choice;
    }
    return choice;
  }

  #weigh(value: ValueId): void {
    const plan = this.plan(value);
    this.#costs[value] = Math.min(this.#costOf(value, plan), MUCH);
    this.#depths[value] = Math.min(this.#depthOf(plan), 255);
  }

  #costOf(value: ValueId, plan: Plan): number {
    switch (plan.kind) {
      case 'leaf':
        return 1;
      case 'indirect':
        return 1 + this.indexCost(plan.index);
      case 'steps':
        return plan.steps.length + this.cost(plan.operand);
      case 'pair':
        return 1 + this.cost(plan.lhs) + this.indexCost(plan.rhs);
      case 'choice':
        return (
          CHOICE_COST + this.#testCost(value, plan.test) + this.#armCost(plan.ifTrue, plan.ifFalse)
        );
      case 'phi':
        return MUCH;
    }
  }

  /** The cost of a test, which for the truth of a comparison is that comparison. */
  #testCost(value: ValueId, test: ValueId): number {
    return value === test
      ? operands(this.#filter.definition(test)).reduce((sum, each) => sum + this.cost(each), 0)
      : this.cost(test);
  }

  #armCost(...arms: readonly Arm[]): number {
    return arms.reduce((sum, arm) => sum + ('value' in arm ? this.cost(arm.value) : 1), 0);
  }

  /** After Sethi and Ullman, "The Generation of Optimal Code for Arithmetic Expressions", 1970. */
  #depthOf(plan: Plan): number {
    switch (plan.kind) {
      case 'leaf':
      case 'phi':
        return 0;
      case 'indirect':
        return this.depth(plan.index);
      case 'steps':
        return this.depth(plan.operand);
      case 'pair': {
        const lhs = this.depth(plan.lhs);
        const rhs = this.depth(plan.rhs);
        const simple = this.indexInstr(plan.rhs) !== null || this.plan(plan.lhs).kind === 'leaf';
        return lhs === rhs && !simple ? lhs + 1 : Math.max(lhs, rhs);
      }
      case 'choice':
        return 1 + Math.max(0, ...[plan.ifTrue, plan.ifFalse].map((arm) => this.#armDepth(arm)));
    }
  }

  #armDepth(arm: Arm): number {
    return 'value' in arm ? this.depth(arm.value) : 0;
  }
}
