import { SCRATCH_WORDS } from '../../../isa/cbpf/opcodes.ts';
import type { MachineState } from '../machine/machine-state.ts';

/** The scratch words that hold operands while others are computed. */
export class Temporaries {
  /** The first value for which there was no word; the code is not right where there is one. */
  exhausted: number | null = null;
  /** The words that are not free, as bits: those of values needed in the block. */
  reserved: number = 0;
  readonly #users = new Int32Array(SCRATCH_WORDS);

  /**
   * A word for `value`, which is in A: `own`, its own word, if it is there; else one that another
   * user keeps it in, or a free one. Where all are taken, says so in {@link exhausted}.
   */
  take(value: number, own: number, state: MachineState): number {
    const held = state.slotOf(value);
    if (own >= 0 && state.scratch(own) === value) {
      return this.#use(own);
    }
    if (held >= 0 && this.isUsed(held)) {
      return this.#use(held);
    }
    for (let slot = 0; slot < SCRATCH_WORDS; slot += 1) {
      if (!this.#isReserved(slot) && !this.isUsed(slot)) {
        return this.#use(slot);
      }
    }
    this.exhausted ??= value;
    return this.#use(0);
  }

  /** Gives back a word taken. */
  release(slot: number): void {
    this.#users[slot] = (this.#users[slot] ?? 0) - 1;
  }

  /** Whether an operand waits in word `slot`. */
  isUsed(slot: number): boolean {
    return (this.#users[slot] ?? 0) > 0;
  }

  #use(slot: number): number {
    this.#users[slot] = (this.#users[slot] ?? 0) + 1;
    return slot;
  }

  #isReserved(slot: number): boolean {
    return ((this.reserved >> slot) & 1) === 1;
  }
}
