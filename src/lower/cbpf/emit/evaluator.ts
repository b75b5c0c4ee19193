import type { ValueId } from '../../../ir/ids.ts';
import { invariant } from '../../../support/invariant.ts';
import type { ScratchPlan } from '../allocate/scratch-plan.ts';
import type { Temporaries } from '../allocate/temporaries.ts';
import { type Label, type MachineInstr, OP } from '../machine/machine-code.ts';
import { type MachineState, NOTHING } from '../machine/machine-state.ts';
import type { Arm } from '../select/pattern.ts';
import type { Selection } from '../select/selection.ts';
import type { Plan } from '../select/value-rules.ts';
import { Agenda, type Task } from './agenda.ts';
import type { CodeBuilder } from './code-builder.ts';
import type { EvaluatorParts } from './evaluator-parts.ts';
import { OperandOrders, type OperandPair } from './operand-order.ts';
import { PairEvaluator } from './pair-evaluator.ts';
import type { Usage } from './usage.ts';

/** Where control goes by a test: to `ifTrue` or `ifFalse`. */
export type BranchOn = (test: ValueId, ifTrue: Label, ifFalse: Label) => void;

/**
 * Brings values into A and X where they are needed, from wherever they are: the other register,
 * scratch memory, or by computing them (again). Nothing is computed before it is needed.
 *
 * The methods put tasks on the agenda; {@link run} does them.
 */
export class Evaluator {
  readonly agenda: Agenda = new Agenda();
  readonly #builder: CodeBuilder;
  readonly #selection: Selection;
  readonly #scratch: ScratchPlan;
  readonly #usage: Usage;
  readonly #temporaries: Temporaries;
  readonly #orders: OperandOrders;
  readonly #pairs: PairEvaluator;
  readonly #branchOn: BranchOn;
  readonly #spanOf: EvaluatorParts['spanOf'];

  constructor(parts: EvaluatorParts, branchOn: BranchOn) {
    this.#builder = parts.builder;
    this.#selection = parts.selection;
    this.#scratch = parts.scratch;
    this.#usage = parts.usage;
    this.#temporaries = parts.temporaries;
    this.#orders = new OperandOrders(parts.selection, parts.scratch);
    this.#pairs = new PairEvaluator(parts, this.#orders, this);
    this.#branchOn = branchOn;
    this.#spanOf = parts.spanOf;
  }

  get #state(): MachineState {
    return this.#builder.state;
  }

  /** Does `task` and all that it leads to. */
  run(task: Task): void {
    this.agenda.next(task);
    this.agenda.run();
  }

  #emit(value: ValueId, instr: MachineInstr): void {
    this.#builder.emit(instr, this.#spanOf(value));
  }

  /** Brings `value` into A. */
  needA(value: ValueId): void {
    if (!this.#builder.reachable) {
      return;
    }
    this.#usage.need(value, this.#builder.length);
    if (!this.#findInA(value)) {
      this.#usage.compute(value);
      this.#computeInA(value, this.#selection.plan(value));
    }
  }

  /** Brings `value` into X. */
  needX(value: ValueId): void {
    if (!this.#builder.reachable) {
      return;
    }
    this.#usage.need(value, this.#builder.length);
    const key = this.#selection.key(value);
    const instr = this.#selection.indexInstr(value);
    if (this.#state.x === key) {
      return;
    }
    invariant(!this.#pairs.pinned, `v${value} would take the place of an index that is needed`);
    if (instr !== null) {
      this.#usage.fire(this.#selection.ruleOf(value, 'index'));
      this.#emit(value, instr);
    } else if (this.#state.a === key) {
      this.#emit(value, { code: OP.indexFromAccumulator, k: 0 });
    } else if (this.#state.slotOf(key) >= 0) {
      this.#emit(value, { code: OP.indexScratch, k: this.#state.slotOf(key) });
    } else {
      this.agenda.next(
        () => this.needA(value),
        () => this.#moveToX(value),
      );
      return;
    }
    this.#state.x = key;
  }

  /**
   * Brings one operand into A and the other into X, then calls `finish`, which says whether the left
   * one is in X.
   */
  needPair(pair: OperandPair, finish: (swapped: boolean) => void): void {
    this.#pairs.need(pair, finish);
  }

  /**
   * Records that A holds `value` now, and stores it where it has a scratch word, unless an operand
   * waits there: then whoever needs the value again computes it again.
   */
  define(value: ValueId): void {
    if (!this.#builder.reachable) {
      return;
    }
    const key = this.#selection.key(value);
    const slot = this.#scratch.slotOf(value);
    this.#state.a = key;
    this.#usage.define(value, this.#builder.length);
    if (slot >= 0 && this.#state.scratch(slot) !== key && !this.#temporaries.isUsed(slot)) {
      this.#emit(value, { code: OP.store, k: slot });
      this.#state.setScratch(slot, key);
    }
  }

  /** Takes `value` from X or scratch memory, if it is there. */
  #findInA(value: ValueId): boolean {
    const key = this.#selection.key(value);
    const slot = this.#state.slotOf(key);
    if (this.#state.a === key) {
      return true;
    }
    if (this.#state.x === key) {
      this.#emit(value, { code: OP.accumulatorFromIndex, k: 0 });
    } else if (slot >= 0) {
      this.#emit(value, { code: OP.loadScratch, k: slot });
    } else if (this.#usage.isImagined(value, this.#orders.priceAnew(value, this.#state))) {
      this.#emit(value, { code: OP.loadScratch, k: 0 });
    } else {
      return false;
    }
    this.#state.a = key;
    return true;
  }

  #computeInA(value: ValueId, plan: Plan): void {
    this.#usage.fire(this.#selection.ruleOf(value, 'value'));
    switch (plan.kind) {
      case 'leaf':
        this.#emit(value, plan.instr);
        this.define(value);
        break;
      case 'indirect':
        this.agenda.next(
          () => this.needX(plan.index),
          () => this.#builder.reachable && this.#emit(value, plan.instr),
          () => this.define(value),
        );
        break;
      case 'steps':
        this.#computeSteps(value, plan);
        break;
      case 'pair':
        this.needPair(plan, () => {
          if (this.#builder.reachable) {
            this.#emit(value, { code: plan.code, k: plan.k });
            this.define(value);
          }
        });
        break;
      case 'choice':
        this.#choose(value, plan);
        break;
      case 'phi':
        invariant(false, `v${value} is nowhere`);
    }
  }

  /** Where X is free, a value that X gets by one instruction comes through it. */
  #computeSteps(value: ValueId, plan: Plan & { readonly kind: 'steps' }): void {
    const throughIndex = this.#selection.indexInstr(value) !== null && this.#indexIsFree();
    const tasks = throughIndex
      ? [(): void => this.needX(value), (): void => this.#takeFromX()]
      : [
          (): void => this.needA(plan.operand),
          (): void => {
            for (const step of this.#builder.reachable ? plan.steps : []) {
              this.#emit(value, step);
            }
          },
        ];
    this.agenda.next(...tasks, () => this.define(value));
  }

  /** Whether nothing is lost when X changes. */
  #indexIsFree(): boolean {
    return (
      !this.#pairs.pinned && (this.#state.x === NOTHING || this.#usage.isCheapIndex(this.#state.x))
    );
  }

  #takeFromX(): void {
    this.#builder.emit({ code: OP.accumulatorFromIndex, k: 0 });
  }

  #moveToX(value: ValueId): void {
    if (this.#builder.reachable) {
      this.#emit(value, { code: OP.indexFromAccumulator, k: 0 });
      this.#state.x = this.#selection.key(value);
    }
  }

  #choose(value: ValueId, { test, ifTrue, ifFalse }: Plan & { readonly kind: 'choice' }): void {
    const whenTrue = this.#builder.newLabel();
    const whenFalse = this.#builder.newLabel();
    const join = this.#builder.newLabel();
    const arm = (label: Label, yields: Arm): readonly Task[] => [
      () => this.#builder.start(label),
      () => this.#needArm(yields),
      () => {
        if (this.#builder.reachable) {
          this.#state.a = this.#selection.key(value);
          this.#builder.end({ kind: 'jump', target: join });
        }
      },
    ];
    this.#usage.enterArm();
    this.agenda.next(
      () => this.#branchOn(test, whenTrue, whenFalse),
      ...arm(whenTrue, ifTrue),
      ...arm(whenFalse, ifFalse),
      () => {
        this.#builder.start(join);
        this.#usage.leaveArm();
        this.define(value);
      },
    );
  }

  #needArm(arm: Arm): void {
    if ('value' in arm) {
      this.needA(arm.value);
    } else if (this.#builder.reachable) {
      this.#builder.emit({ code: OP.loadImmediate, k: arm.constant });
    }
  }
}
