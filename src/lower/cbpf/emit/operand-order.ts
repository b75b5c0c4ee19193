import type { ValueId } from '../../../ir/ids.ts';
import type { ScratchPlan } from '../allocate/scratch-plan.ts';
import { type MachineState, NOTHING } from '../machine/machine-state.ts';
import type { Selection } from '../select/selection.ts';

/** How two operands come into A and X. */
export type OperandOrder =
  | {
      /** `index-first`: X, then A, which leaves X alone; `index-last`: A, then X, which leaves A. */
      readonly kind: 'index-first' | 'index-last';
      /** Whether the left operand goes to X and the right one to A. */
      readonly swapped: boolean;
    }
  /** `first` comes into A and waits in scratch memory for the other, if there is no better order then. */
  | { readonly kind: 'stored'; readonly first: ValueId };

/** Two operands of one instruction. */
export interface OperandPair {
  readonly lhs: ValueId;
  readonly rhs: ValueId;
  readonly commutative: boolean;
}

/** How many operations deep to look whether X is left alone. */
const DEPTH = 64;

/** An order and its price. */
interface Offer {
  readonly kind: 'index-first' | 'index-last';
  readonly swapped: boolean;
  /** In instructions, about. */
  readonly price: number;
}

/** Decides on the order of operands from where values are. */
export class OperandOrders {
  readonly #selection: Selection;
  readonly #scratch: ScratchPlan;

  constructor(selection: Selection, scratch: ScratchPlan) {
    this.#selection = selection;
    this.#scratch = scratch;
  }

  /** The cheapest order in `state`; where `pinned`, one that leaves X as it is. */
  choose(pair: OperandPair, state: MachineState, pinned: boolean): OperandOrder {
    let best: Offer | null = null;
    for (const swapped of pair.commutative ? [false, true] : [false]) {
      const [a, x] = swapped ? [pair.rhs, pair.lhs] : [pair.lhs, pair.rhs];
      for (const offer of this.#offers(a, x, swapped, state)) {
        const allowed = !pinned || (offer.kind === 'index-first' && this.#isIn(state.x, x));
        if (allowed && (best === null || offer.price < best.price)) {
          best = offer;
        }
      }
    }
    return best ?? this.#stored(pair, state);
  }

  /** The instructions, about, that bring `value` into A. */
  price(value: ValueId, state: MachineState): number {
    const { a, x } = state;
    if (this.#isIn(a, value)) {
      return 0;
    }
    return this.#isIn(x, value) || this.isStored(value, state) ? 1 : this.priceAnew(value, state);
  }

  /** The instructions, about, that compute `value` into A again. */
  priceAnew(value: ValueId, state: MachineState): number {
    const plan = this.#selection.plan(value);
    if (plan.kind !== 'indirect') {
      return this.#selection.cost(value);
    }
    const { index } = plan;
    if (this.#isIn(state.x, index)) {
      return 1;
    }
    return this.isStored(index, state) ? 2 : 1 + this.#selection.indexCost(index);
  }

  /** Whether the scratch word of `value` holds it. */
  isStored(value: ValueId, state: MachineState): boolean {
    const slot = this.#scratch.slotOf(value);
    return slot >= 0 && this.#isIn(state.scratch(slot), value);
  }

  /** Whether `value` comes into A without disturbing X, which holds `index` then. */
  keepsIndex(value: ValueId, index: ValueId, state: MachineState): boolean {
    const key = this.#selection.key(index);
    let at = value;
    for (let depth = 0; depth < DEPTH; depth += 1) {
      if (this.#isIn(key, at) || this.isStored(at, state)) {
        return true;
      }
      const plan = this.#selection.plan(at);
      switch (plan.kind) {
        case 'leaf':
          return true;
        case 'indirect':
          return this.#isIn(key, plan.index);
        case 'steps':
          at = plan.operand;
          break;
        case 'pair': {
          const rest = this.#otherOperand(plan, key);
          if (rest === null) {
            return false;
          }
          at = rest;
          break;
        }
        default:
          return false;
      }
    }
    return false;
  }

  /** The operand for A of a pair whose other operand is `key`; `null` where it is not. */
  #otherOperand({ lhs, rhs, commutative }: OperandPair, key: number): ValueId | null {
    if (this.#isIn(key, rhs)) {
      return lhs;
    }
    return commutative && this.#isIn(key, lhs) ? rhs : null;
  }

  #isIn(held: number, value: ValueId): boolean {
    return held !== NOTHING && held === this.#selection.key(value);
  }

  *#offers(a: ValueId, x: ValueId, swapped: boolean, state: MachineState): Iterable<Offer> {
    if (this.keepsIndex(a, x, state)) {
      const price = this.#isIn(state.x, x)
        ? this.price(a, state)
        : this.#indexPrice(x, state) + this.#priceAfter(a, state);
      yield { kind: 'index-first', swapped, price };
    }
    if (this.#selection.indexInstr(x) !== null || this.isStored(x, state)) {
      yield { kind: 'index-last', swapped, price: this.price(a, state) + 1 };
    }
  }

  /** The instructions that bring `value` into X. */
  #indexPrice(value: ValueId, state: MachineState): number {
    return this.#selection.indexInstr(value) === null ? this.price(value, state) + 1 : 1;
  }

  /** The price of `value` once A holds something else. */
  #priceAfter(value: ValueId, state: MachineState): number {
    return this.#isIn(state.x, value) || !this.isStored(value, state)
      ? this.#selection.cost(value)
      : 1;
  }

  /** The operand to store: one that is in A, else the one that takes more words itself. */
  #stored({ lhs, rhs }: OperandPair, state: MachineState): OperandOrder {
    const lhsFirst = this.#isIn(state.a, lhs) || this.#depth(lhs) > this.#depth(rhs);
    return { kind: 'stored', first: lhsFirst && !this.#isIn(state.a, rhs) ? lhs : rhs };
  }

  #depth(value: ValueId): number {
    return this.#selection.depth(value);
  }
}
