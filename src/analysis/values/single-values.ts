import type { SwitchCase } from '../../ir/ir.ts';

/** The numbers that have a case of their own in a switch, each a u32. */
export class SingleValues implements Iterable<number> {
  readonly #cases: readonly SwitchCase[];

  /** Of `cases`, which are sorted by `low` and disjoint. */
  constructor(cases: readonly SwitchCase[]) {
    this.#cases = cases;
  }

  /** How many cases there are, among them those that are no single values. */
  get caseCount(): number {
    return this.#cases.length;
  }

  /** Whether `value` is one of them. Takes logarithmic time. */
  has(value: number): boolean {
    let first = 0;
    let bound = this.#cases.length;
    while (first < bound) {
      const middle = (first + bound) >>> 1;
      if ((this.#cases[middle]?.low ?? 0) < value) {
        first = middle + 1;
      } else {
        bound = middle;
      }
    }
    const found = this.#cases[first];
    return found?.low === value && found.high === value;
  }

  /** The numbers, in rising order. */
  *[Symbol.iterator](): Iterator<number> {
    for (const { low, high } of this.#cases) {
      if (low === high) {
        yield low;
      }
    }
  }
}
