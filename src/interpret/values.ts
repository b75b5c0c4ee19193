import type { ValueId } from '../ir/ids.ts';
import type { Scalar } from '../ir/ops.ts';
import { InvariantError } from '../support/invariant.ts';

/**
 * What the values of one filter are while it runs on one packet. Starting on the next packet takes
 * constant time: each value remembers the run that wrote it.
 */
export class Values {
  readonly #words: Float64Array;
  readonly #wordRuns: Uint32Array;
  readonly #longs: BigUint64Array;
  readonly #longRuns: Uint32Array;
  #run = 0;

  /** Room for the value ids below `bound`. */
  constructor(bound: number) {
    this.#words = new Float64Array(bound);
    this.#wordRuns = new Uint32Array(bound);
    this.#longs = new BigUint64Array(bound);
    this.#longRuns = new Uint32Array(bound);
  }

  /** Forgets all values. */
  clear(): void {
    this.#run = (this.#run + 1) >>> 0;
    if (this.#run === 0) {
      this.#wordRuns.fill(0);
      this.#longRuns.fill(0);
      this.#run = 1;
    }
  }

  /** Gives `id` an i32 (a number) or an i64 (a bigint). */
  set(id: ValueId, value: Scalar): void {
    if (typeof value === 'number') {
      this.#words[id] = value;
      this.#wordRuns[id] = this.#run;
    } else {
      this.#longs[id] = value;
      this.#longRuns[id] = this.#run;
    }
  }

  /**
   * The i32 that `id` has.
   *
   * @throws {@link InvariantError} where it has none yet.
   */
  word(id: ValueId): number {
    const value = this.#words[id];
    if (value === undefined || this.#wordRuns[id] !== this.#run) {
      throw new InvariantError(`v${id} is used as i32 before it is defined`);
    }
    return value;
  }

  /**
   * The i64 that `id` has.
   *
   * @throws {@link InvariantError} where it has none yet.
   */
  long(id: ValueId): bigint {
    const value = this.#longs[id];
    if (value === undefined || this.#longRuns[id] !== this.#run) {
      throw new InvariantError(`v${id} is used as i64 before it is defined`);
    }
    return value;
  }
}
