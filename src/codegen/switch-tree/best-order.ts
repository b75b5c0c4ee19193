import type { WeighedRange } from './weighed-ranges.ts';

/** How to weigh the length of the code against that of the path through it. */
export interface TreePrice {
  /** What a comparison in the program costs, in comparisons that each packet at the switch makes. */
  readonly size: number;
  /** Up to so many ranges the best tree is looked for, which takes cubic time; more are halved. */
  readonly ranges: number;
}

/** Says that a chain of comparisons for equality comes first. */
const CHAIN = 0;

/**
 * How best to tell a few ranges apart, which are in order and without gaps, neighbours with different
 * targets: by trees of order comparisons that end in chains of `eq`, found by dynamic programming over
 * all runs of ranges.
 *
 * Sources: Mehlhorn, "Nearly Optimal Binary Search Trees", 1975; Knuth, "Optimum Binary Search Trees",
 * 1971.
 */
export class BestOrder {
  readonly #price: number;
  readonly #most: number;
  /** The weight of all ranges before each. */
  readonly #before: Float64Array;
  /** By index, how many ranges before are one value between two with one target. */
  readonly #singlesBefore: Uint8Array;
  /** By first and last range, the cost of the run; those of one range cost nothing. */
  readonly #costs: Float64Array;
  /** By first and last range, where an order comparison parts the run, or {@link CHAIN}. */
  readonly #parts: Uint8Array;

  constructor({ size, ranges }: TreePrice) {
    this.#price = size;
    this.#most = ranges;
    this.#before = new Float64Array(ranges + 1);
    this.#singlesBefore = new Uint8Array(ranges + 1);
    this.#costs = new Float64Array(ranges ** 2);
    this.#parts = new Uint8Array(ranges ** 2);
  }

  /** Works out the order for all runs of `ranges`, as few as the price says. Cubic time. */
  solve(ranges: readonly WeighedRange[]): void {
    this.#weigh(ranges);
    for (let length = 2; length <= ranges.length; length += 1) {
      for (let first = 0; first + length <= ranges.length; first += 1) {
        this.#solveRun(first, first + length - 1);
      }
    }
  }

  /**
   * Where an order comparison is to part the ranges from `first` to `last`, at least two: before the
   * range with the index; `null` where a chain of comparisons for equality is better.
   */
  partAt(first: number, last: number): number | null {
    const at = this.#parts[first * this.#most + last] ?? CHAIN;
    return at === CHAIN ? null : at;
  }

  #weigh(ranges: readonly WeighedRange[]): void {
    for (const [index, { low, high, weight }] of ranges.entries()) {
      const isSingle = low === high && ranges[index - 1]?.target === ranges[index + 1]?.target;
      this.#before[index + 1] = (this.#before[index] ?? 0) + weight;
      this.#singlesBefore[index + 1] = (this.#singlesBefore[index] ?? 0) + Number(isSingle);
      this.#costs[index * this.#most + index] = 0;
    }
  }

  #solveRun(first: number, last: number): void {
    const costs = this.#costs;
    const most = this.#most;
    const row = first * most;
    let best = first + 1;
    let least = Number.POSITIVE_INFINITY;
    for (let middle = first + 1; middle <= last; middle += 1) {
      const cost = (costs[row + middle - 1] ?? 0) + (costs[middle * most + last] ?? 0);
      if (cost < least) {
        best = middle;
        least = cost;
      }
    }
    const weight = (this.#before[last + 1] ?? 0) - (this.#before[first] ?? 0);
    const parted = least + weight + this.#price;
    const chained = this.#chainCost(first, last, weight);
    this.#costs[row + last] = Math.min(parted, chained);
    this.#parts[row + last] = chained <= parted ? CHAIN : best;
  }

  /** About what it costs to ask for each value that stands alone, and then to part the others. */
  #chainCost(first: number, last: number, weight: number): number {
    const singles = (this.#singlesBefore[last] ?? 0) - (this.#singlesBefore[first + 1] ?? 0);
    if (singles <= 0) {
      return Number.POSITIVE_INFINITY;
    }
    const rest = Math.max(1, last - first + 1 - 2 * singles);
    const most = rest === 1 ? singles : singles + Math.log2(rest);
    return most * weight + (singles + rest - 1) * this.#price;
  }
}
