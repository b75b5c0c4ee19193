import type { ValueId } from '../../../ir/ids.ts';
import { invariant } from '../../../support/invariant.ts';
import type { ScratchPlan } from '../allocate/scratch-plan.ts';
import type { Temporaries } from '../allocate/temporaries.ts';
import { OP } from '../machine/machine-code.ts';
import type { Selection } from '../select/selection.ts';
import type { Agenda, Task } from './agenda.ts';
import type { CodeBuilder } from './code-builder.ts';
import type { EvaluatorParts } from './evaluator-parts.ts';
import type { OperandOrders, OperandPair } from './operand-order.ts';

/** What brings single values into registers. */
export interface ValueEvaluator {
  readonly agenda: Agenda;
  needA(value: ValueId): void;
  needX(value: ValueId): void;
}

/** Brings two operands into A and X in the order that costs least. */
export class PairEvaluator {
  readonly #builder: CodeBuilder;
  readonly #selection: Selection;
  readonly #scratch: ScratchPlan;
  readonly #temporaries: Temporaries;
  readonly #orders: OperandOrders;
  readonly #values: ValueEvaluator;
  /** How many computations under way need X as it is. */
  #pins = 0;

  constructor(parts: EvaluatorParts, orders: OperandOrders, values: ValueEvaluator) {
    this.#builder = parts.builder;
    this.#selection = parts.selection;
    this.#scratch = parts.scratch;
    this.#temporaries = parts.temporaries;
    this.#orders = orders;
    this.#values = values;
  }

  /** Whether X holds something that must stay there. */
  get pinned(): boolean {
    return this.#pins > 0;
  }

  /** Brings the operands into A and X, then calls `finish`, which says whether the left one is in X. */
  need(pair: OperandPair, finish: (swapped: boolean) => void): void {
    this.#arrange(pair, finish, null);
  }

  /** As {@link need}; `waiting`, if any, is the operand in A that was to be stored. */
  #arrange(pair: OperandPair, finish: (swapped: boolean) => void, waiting: ValueId | null): void {
    if (!this.#builder.reachable) {
      return;
    }
    const order = this.#orders.choose(pair, this.#builder.state, this.pinned);
    if (order.kind !== 'stored') {
      const { kind, swapped } = order;
      const [a, x] = swapped ? [pair.rhs, pair.lhs] : [pair.lhs, pair.rhs];
      const operands = kind === 'index-first' ? this.#indexFirst(a, x) : this.#indexLast(a, x);
      this.#values.agenda.next(...operands, () => finish(swapped));
    } else if (waiting === null) {
      this.#values.agenda.next(
        () => this.#values.needA(order.first),
        () => this.#arrange(pair, finish, order.first),
      );
    } else {
      this.#store(pair, waiting, finish);
    }
  }

  #indexFirst(a: ValueId, x: ValueId): readonly Task[] {
    return [
      () => this.#values.needX(x),
      () => this.#pin(1),
      () => this.#values.needA(a),
      () => this.#pin(-1),
    ];
  }

  #pin(change: number): void {
    this.#pins += change;
  }

  #indexLast(a: ValueId, x: ValueId): readonly Task[] {
    return [() => this.#values.needA(a), () => this.#values.needX(x)];
  }

  /** Stores `first`, which is in A, while the other operand is computed. */
  #store(pair: OperandPair, first: ValueId, finish: (swapped: boolean) => void): void {
    const { lhs, rhs, commutative } = pair;
    const key = this.#selection.key(first);
    const toX = commutative || first === rhs;
    const other = first === lhs ? rhs : lhs;
    const slot = this.#keep(first);
    this.#values.agenda.next(
      () => (toX ? this.#values.needA(other) : this.#values.needX(other)),
      () => {
        if (this.#builder.reachable) {
          this.#builder.emit({ code: toX ? OP.indexScratch : OP.loadScratch, k: slot });
          this.#builder.state[toX ? 'x' : 'a'] = key;
        }
        this.#temporaries.release(slot);
        finish(toX && first === lhs);
      },
    );
  }

  /** The scratch word in which `value`, which is in A, is from now on. */
  #keep(value: ValueId): number {
    const { state } = this.#builder;
    const key = this.#selection.key(value);
    invariant(state.a === key, `v${value} is not in A`);
    const slot = this.#temporaries.take(key, this.#scratch.slotOf(value), state);
    if (state.scratch(slot) !== key) {
      this.#builder.emit({ code: OP.store, k: slot });
      state.setScratch(slot, key);
    }
    return slot;
  }
}
