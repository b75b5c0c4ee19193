import type { Random } from '../../support/random.ts';

/** No repetition starts after a task has taken this long, in milliseconds of wall-clock time. */
const PATIENCE = 100;

/** Something that is done again and again, for its times; an error ends it. */
export class Repetition<Result> {
  readonly #make: () => Result;
  readonly #first: Result | null;
  readonly #counted: Result[] = [];
  #spent = 0;
  /** What went wrong; `null` where nothing did. */
  error: unknown = null;

  /** @param first what is done once before all others, which does not count: it is not warm. */
  constructor(make: () => Result, first: () => Result = make) {
    this.#make = make;
    this.#first = this.#timed(first);
  }

  /** Does it once more, unless it has failed, or taken so long that it is never warm. */
  again(): void {
    if (this.error === null && this.#spent < PATIENCE) {
      const result = this.#timed(this.#make);
      if (result !== null) {
        this.#counted.push(result);
      }
    }
  }

  /** What came of it each time; of the first alone where there was no other. Empty where that failed. */
  get results(): readonly Result[] {
    if (this.#counted.length > 0) {
      return this.#counted;
    }
    return this.#first === null ? [] : [this.#first];
  }

  #timed(make: () => Result): Result | null {
    const start = performance.now();
    try {
      return make();
    } catch (error) {
      this.error = error;
      return null;
    } finally {
      this.#spent += performance.now() - start;
    }
  }
}

/**
 * Repeats all of `tasks` in rounds, each round in another order by chance: what disturbs the machine for a while
 * disturbs all of them alike, and none always follows the same other.
 */
export function inRounds(
  tasks: readonly Pick<Repetition<unknown>, 'again'>[],
  rounds: number,
  random: Random,
): void {
  const order = [...tasks];
  for (let round = 0; round < rounds; round += 1) {
    random.shuffle(order);
    for (const task of order) {
      task.again();
    }
  }
}
