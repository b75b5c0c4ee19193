import type { ValueId } from '../../ir/ids.ts';
import { invariant } from '../../support/invariant.ts';
import { Agenda, type Task } from './agenda.ts';
import type { CodeBuilder } from './code-builder.ts';
import { OP } from './machine-code.ts';
import { type MachineState, NOTHING } from './machine-state.ts';
import { OperandOrders, type OperandPair } from './operand-order.ts';
import type { ScratchPlan } from './scratch-plan.ts';
import type { Selection } from './selection.ts';
import type { Temporaries } from './temporaries.ts';
import type { Usage } from './usage.ts';
import type { Arm, Plan } from './value-rules.ts';

/** What an evaluator works with. */
export interface EvaluatorParts {
  readonly builder: CodeBuilder;
  readonly selection: Selection;
  readonly scratch: ScratchPlan;
  readonly temporaries: Temporaries;
  readonly usage: Usage;
}

/** Where control goes by a test: to `ifTrue` or `ifFalse`. */
export type BranchOn = (test: ValueId, ifTrue: number, ifFalse: number) => void;

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
  readonly #temporaries: Temporaries;
  readonly #usage: Usage;
  readonly #orders: OperandOrders;
  readonly #branchOn: BranchOn;
  /** How many computations under way need X as it is. */
  #pins = 0;

  constructor(parts: EvaluatorParts, branchOn: BranchOn) {
    this.#builder = parts.builder;
    this.#selection = parts.selection;
    this.#scratch = parts.scratch;
    this.#temporaries = parts.temporaries;
    this.#usage = parts.usage;
    this.#orders = new OperandOrders(parts.selection, parts.scratch);
    this.#branchOn = branchOn;
  }

  get #state(): MachineState {
    return this.#builder.state;
  }

  /** Does `task` and all that it leads to. */
  run(task: Task): void {
    this.agenda.next(task);
    this.agenda.run();
  }

  /** Brings `value` into A. */
  needA(value: ValueId): void {
    if (!this.#builder.reachable) {
      return;
    }
    this.#usage.need(value);
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
    this.#usage.need(value);
    const key = this.#selection.key(value);
    const instr = this.#selection.indexInstr(value);
    if (this.#state.x === key) {
      return;
    }
    invariant(this.#pins === 0, `v${value} would take the place of an index that is needed`);
    if (instr !== null) {
      this.#usage.fire(this.#selection.ruleOf(value, 'index'));
      this.#builder.emit(instr);
    } else if (this.#state.a === key) {
      this.#builder.emit({ code: OP.indexFromAccumulator, k: 0 });
    } else if (this.#state.slotOf(key) >= 0) {
      this.#builder.emit({ code: OP.indexScratch, k: this.#state.slotOf(key) });
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
    if (!this.#builder.reachable) {
      return;
    }
    const { way, swapped } = this.#orders.choose(pair, this.#state, this.#pins > 0);
    const [a, x] = swapped ? [pair.rhs, pair.lhs] : [pair.lhs, pair.rhs];
    const done = (): void => finish(swapped);
    switch (way) {
      case 'index-first':
        this.#indexFirst(a, x, done);
        break;
      case 'index-last':
        this.agenda.next(
          () => this.needA(a),
          () => this.needX(x),
          done,
        );
        break;
      case 'index-stored':
        this.#stored(x, () => this.needA(a), OP.indexScratch, done);
        break;
      case 'accumulator-stored':
        this.#stored(a, () => this.needX(x), OP.loadScratch, done);
        break;
    }
  }

  /** What computing `value` again would take, in instructions, about. */
  priceAnew(value: ValueId): number {
    return this.#orders.priceAnew(value, this.#state);
  }

  /** Whether `value` comes into A without disturbing `index` in X. */
  keepsIndex(value: ValueId, index: ValueId): boolean {
    return this.#orders.keepsIndex(value, index, this.#state);
  }

  /** Records that A holds `value` now, and stores it where it has a scratch word. */
  define(value: ValueId): void {
    if (!this.#builder.reachable) {
      return;
    }
    const key = this.#selection.key(value);
    const slot = this.#scratch.slotOf(value);
    this.#state.a = key;
    if (slot >= 0 && this.#state.scratch(slot) !== key) {
      this.#builder.emit({ code: OP.store, k: slot });
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
      this.#builder.emit({ code: OP.accumulatorFromIndex, k: 0 });
    } else if (slot >= 0) {
      this.#builder.emit({ code: OP.loadScratch, k: slot });
    } else if (this.#usage.isImagined(value, this.priceAnew(value))) {
      this.#builder.emit({ code: OP.loadScratch, k: 0 });
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
        this.#builder.emit(plan.instr);
        this.define(value);
        break;
      case 'indirect':
        this.agenda.next(
          () => this.needX(plan.index),
          () => this.#builder.reachable && this.#builder.emit(plan.instr),
          () => this.define(value),
        );
        break;
      case 'steps':
        this.#computeSteps(value, plan);
        break;
      case 'pair':
        this.needPair(plan, () => {
          if (this.#builder.reachable) {
            this.#builder.emit({ code: plan.code, k: 0 });
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
              this.#builder.emit(step);
            }
          },
        ];
    this.agenda.next(...tasks, () => this.define(value));
  }

  /** Whether nothing is lost when X changes. */
  #indexIsFree(): boolean {
    return (
      this.#pins === 0 && (this.#state.x === NOTHING || this.#usage.isCheapIndex(this.#state.x))
    );
  }

  #takeFromX(): void {
    this.#builder.emit({ code: OP.accumulatorFromIndex, k: 0 });
  }

  #moveToX(value: ValueId): void {
    if (this.#builder.reachable) {
      this.#builder.emit({ code: OP.indexFromAccumulator, k: 0 });
      this.#state.x = this.#selection.key(value);
    }
  }

  #indexFirst(a: ValueId, x: ValueId, done: Task): void {
    this.agenda.next(
      () => this.needX(x),
      () => this.#pin(1),
      () => this.needA(a),
      () => this.#pin(-1),
      done,
    );
  }

  #pin(change: number): void {
    this.#pins += change;
  }

  /** Computes `first`, stores it, does `second`, and gets `first` back by `code`. */
  #stored(first: ValueId, second: Task, code: number, done: Task): void {
    const key = this.#selection.key(first);
    let slot = -1;
    this.agenda.next(
      () => this.needA(first),
      () => {
        if (this.#builder.reachable) {
          slot = this.#temporaries.take(key, this.#scratch.slotOf(first), this.#state);
          if (this.#state.scratch(slot) !== key) {
            this.#builder.emit({ code: OP.store, k: slot });
            this.#state.setScratch(slot, key);
          }
        }
      },
      second,
      () => {
        if (this.#builder.reachable) {
          this.#builder.emit({ code, k: slot });
          this.#temporaries.release(slot);
          this.#state[code === OP.indexScratch ? 'x' : 'a'] = key;
        }
      },
      done,
    );
  }

  #choose(value: ValueId, { test, ifTrue, ifFalse }: Plan & { readonly kind: 'choice' }): void {
    const [whenTrue, whenFalse, join] = [0, 0, 0].map(() => this.#builder.newLabel());
    invariant(whenTrue !== undefined && whenFalse !== undefined && join !== undefined, 'no labels');
    const arm = (label: number, yields: Arm): readonly Task[] => [
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
