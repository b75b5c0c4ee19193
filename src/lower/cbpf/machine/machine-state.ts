import { SCRATCH_WORDS } from '../../../isa/cbpf/opcodes.ts';

/** Stands for "no value that is known". */
export const NOTHING = -1;

/**
 * Which value of the filter each location of the machine is known to hold at one point of the code,
 * on whatever path control came. A value may be in several locations.
 */
export class MachineState {
  /** The value in the accumulator, or {@link NOTHING}. */
  a: number = NOTHING;
  /** The value in the index register, or {@link NOTHING}. */
  x: number = NOTHING;
  /** The value in each scratch word, or {@link NOTHING}. Shared by copies until written. */
  #scratch: Int32Array = EMPTY;
  #shared = true;

  /** The value in scratch word `slot`, or {@link NOTHING}. */
  scratch(slot: number): number {
    return this.#scratch[slot] ?? NOTHING;
  }

  setScratch(slot: number, value: number): void {
    if (this.#shared) {
      this.#scratch = Int32Array.from(this.#scratch);
      this.#shared = false;
    }
    this.#scratch[slot] = value;
  }

  /** A scratch word that holds `value`, or -1. */
  slotOf(value: number): number {
    return this.#scratch === EMPTY ? -1 : this.#scratch.indexOf(value);
  }

  clone(): MachineState {
    const copy = new MachineState();
    copy.a = this.a;
    copy.x = this.x;
    copy.#scratch = this.#scratch;
    this.#shared = true;
    return copy;
  }

  /** Forgets what does not hold in `other` too. */
  meet(other: MachineState): void {
    this.a = this.a === other.a ? this.a : NOTHING;
    this.x = this.x === other.x ? this.x : NOTHING;
    if (this.#scratch === other.#scratch) {
      return;
    }
    for (let slot = 0; slot < SCRATCH_WORDS; slot += 1) {
      if (this.scratch(slot) !== NOTHING && this.scratch(slot) !== other.scratch(slot)) {
        this.setScratch(slot, NOTHING);
      }
    }
  }
}

/** The scratch memory at the start: no word of it holds a value. Never written. */
const EMPTY: Int32Array = new Int32Array(SCRATCH_WORDS).fill(NOTHING);
