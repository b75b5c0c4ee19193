import type { ValueId } from '../../../ir/ids.ts';
import { type Label, OP } from '../machine/machine-code.ts';
import type { BranchPlan } from '../select/branch-rules.ts';
import type { Arm } from '../select/pattern.ts';
import type { Selection } from '../select/selection.ts';
import type { CodeBuilder } from './code-builder.ts';
import { Evaluator } from './evaluator.ts';
import type { EvaluatorParts } from './evaluator-parts.ts';
import type { Usage } from './usage.ts';

type PlanOf<Kind extends BranchPlan['kind']> = BranchPlan & { readonly kind: Kind };

/** Turns tests into conditional jumps. */
export class BranchEmitter {
  /** Brings the operands of tests, and all else, into registers. */
  readonly evaluator: Evaluator;
  readonly #builder: CodeBuilder;
  readonly #selection: Selection;
  readonly #usage: Usage;

  constructor(parts: EvaluatorParts) {
    this.evaluator = new Evaluator(parts, (test, ifTrue, ifFalse) =>
      this.branchOn(test, ifTrue, ifFalse),
    );
    this.#builder = parts.builder;
    this.#selection = parts.selection;
    this.#usage = parts.usage;
  }

  /** Ends the block by going to `ifTrue` where `test` is not 0, else to `ifFalse`. */
  branchOn(test: ValueId, ifTrue: Label, ifFalse: Label): void {
    if (!this.#builder.reachable) {
      return;
    }
    if (this.#builder.state.a === this.#selection.key(test)) {
      this.#jumpOnImmediate(OP.jumpIfEqual, 0, ifFalse, ifTrue);
      return;
    }
    this.#usage.fire(this.#selection.ruleOf(test, 'branch'));
    const plan = this.#selection.branchPlan(test);
    switch (plan.kind) {
      case 'known':
        this.#builder.end({ kind: 'jump', target: plan.outcome ? ifTrue : ifFalse });
        break;
      case 'immediate':
        this.#onImmediate(plan, ifTrue, ifFalse);
        break;
      case 'index':
        this.#onIndex(plan, ifTrue, ifFalse);
        break;
      case 'range':
        this.#onRange(plan, ifTrue, ifFalse);
        break;
      case 'not':
        this.branchOn(plan.test, ifFalse, ifTrue);
        break;
      case 'both':
      case 'either':
        this.#onTwo(plan, ifTrue, ifFalse);
        break;
      case 'choice':
        this.#onChoice(plan, ifTrue, ifFalse);
        break;
    }
  }

  #jumpOnImmediate(code: number, k: number, ifTrue: Label, ifFalse: Label): void {
    if (this.#builder.reachable) {
      this.#builder.end({ kind: 'test', code, k, ifTrue, ifFalse });
    }
  }

  #onImmediate(plan: PlanOf<'immediate'>, ifTrue: Label, ifFalse: Label): void {
    const { operand, code, k, negated, bits } = plan;
    const [holds, fails] = negated ? [ifFalse, ifTrue] : [ifTrue, ifFalse];
    if (bits !== undefined && this.#builder.state.a === this.#selection.key(bits)) {
      this.#jumpOnImmediate(OP.jumpIfEqual, 0, fails, holds);
      return;
    }
    this.evaluator.agenda.next(
      () => this.evaluator.needA(operand),
      () => this.#jumpOnImmediate(code, k, holds, fails),
    );
  }

  #onIndex(plan: PlanOf<'index'>, ifTrue: Label, ifFalse: Label): void {
    const { lhs, rhs } = plan;
    this.evaluator.needPair({ lhs, rhs, commutative: true }, (swapped) => {
      const { code, negated } = swapped ? plan.swapped : plan.straight;
      const [holds, fails] = negated ? [ifFalse, ifTrue] : [ifTrue, ifFalse];
      this.#jumpOnImmediate(code, 0, holds, fails);
    });
  }

  #onRange(plan: PlanOf<'range'>, ifTrue: Label, ifFalse: Label): void {
    const [inside, outside] = plan.negated ? [ifFalse, ifTrue] : [ifTrue, ifFalse];
    this.evaluator.agenda.next(
      () => this.evaluator.needA(plan.operand),
      () => this.#jumpOnRange(plan, inside, outside),
    );
  }

  /** Tests first the bound beyond which more values are. */
  #jumpOnRange({ low, high, limit }: PlanOf<'range'>, inside: Label, outside: Label): void {
    const above = limit - high;
    if (low === high) {
      this.#jumpOnImmediate(OP.jumpIfEqual, low, inside, outside);
    } else if (low === 0) {
      this.#jumpOnImmediate(OP.jumpIfAbove, high, outside, inside);
    } else if (above <= 0) {
      this.#jumpOnImmediate(OP.jumpIfAtLeast, low, inside, outside);
    } else if (this.#builder.reachable) {
      const second = this.#builder.newLabel();
      if (low >= above) {
        this.#jumpOnImmediate(OP.jumpIfAtLeast, low, second, outside);
        this.#builder.start(second);
        this.#jumpOnImmediate(OP.jumpIfAbove, high, outside, inside);
      } else {
        this.#jumpOnImmediate(OP.jumpIfAbove, high, outside, second);
        this.#builder.start(second);
        this.#jumpOnImmediate(OP.jumpIfAtLeast, low, inside, outside);
      }
    }
  }

  #onTwo(plan: PlanOf<'both' | 'either'>, ifTrue: Label, ifFalse: Label): void {
    const { kind, first, second } = plan;
    const [holds, fails] = plan.negated ? [ifFalse, ifTrue] : [ifTrue, ifFalse];
    const middle = this.#builder.newLabel();
    this.evaluator.agenda.next(
      () =>
        kind === 'both' ? this.branchOn(first, middle, fails) : this.branchOn(first, holds, middle),
      () => this.#builder.start(middle),
      () => this.branchOn(second, holds, fails),
    );
  }

  #onChoice(plan: PlanOf<'choice'>, ifTrue: Label, ifFalse: Label): void {
    const whenTrue = this.#builder.newLabel();
    const whenFalse = this.#builder.newLabel();
    this.evaluator.agenda.next(
      () => this.branchOn(plan.test, whenTrue, whenFalse),
      () => this.#builder.start(whenTrue),
      () => this.#onArm(plan.ifTrue, ifTrue, ifFalse),
      () => this.#builder.start(whenFalse),
      () => this.#onArm(plan.ifFalse, ifTrue, ifFalse),
    );
  }

  #onArm(arm: Arm, ifTrue: Label, ifFalse: Label): void {
    if ('value' in arm) {
      this.branchOn(arm.value, ifTrue, ifFalse);
    } else if (this.#builder.reachable) {
      this.#builder.end({ kind: 'jump', target: arm.constant === 0 ? ifFalse : ifTrue });
    }
  }
}
