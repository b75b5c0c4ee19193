import { comparisonsOf } from '../../ir/stretches.ts';
import type { WeighedStretch } from './weighed-ranges.ts';

/** What to ask of a value first: whether it is the one of a stretch, or in one at or behind it. */
export interface FirstComparison {
  readonly op: 'eq' | 'uge';
  /** The index of the stretch among those to tell apart. */
  readonly at: number;
}

/** How to weigh the length of the code against that of the way through it. */
export interface TreePrice {
  /** What a comparison in the program costs, in comparisons that each packet at the switch makes. */
  readonly size: number;
  /** Up to so many stretches the best tree is looked for, which takes cubic time; more are halved. */
  readonly stretches: number;
}

/**
 * Chooses the comparison by which to start telling apart few stretches, of which there are at least
 * two, in order and without gaps, neighbours with different targets: as is best among trees of order
 * comparisons that end in chains of `eq`, by dynamic programming over their intervals.
 *
 * Sources: Mehlhorn, "Nearly Optimal Binary Search Trees", 1975; Knuth, "Optimum Binary Search Trees",
 * 1971.
 */
export class FirstComparisons {
  readonly #price: number;
  readonly #most: number;
  /** The weight of all stretches before each. */
  readonly #before: Float64Array;
  /** By index, how many stretches before are one value between two with one target. */
  readonly #singlesBefore: Uint8Array;
  /** By first and last stretch, the cost of the interval; those with one stretch cost nothing. */
  readonly #costs: Float64Array;
  /** The best place at which to part the interval that was looked at last. */
  #splitAt = 0;

  constructor({ size, stretches }: TreePrice) {
    this.#price = size;
    this.#most = stretches;
    this.#before = new Float64Array(stretches + 1);
    this.#singlesBefore = new Uint8Array(stretches + 1);
    this.#costs = new Float64Array(stretches ** 2);
  }

  /** The first comparison for `stretches`, as few as the price says. Cubic time. */
  of(stretches: readonly WeighedStretch[]): FirstComparison {
    this.#weigh(stretches);
    const last = stretches.length - 1;
    for (let length = 2; length <= last; length += 1) {
      for (let first = 0; first + length <= stretches.length; first += 1) {
        const end = first + length - 1;
        const cost = this.#bestSplit(first, end);
        this.#costs[first * this.#most + end] = Math.min(cost, this.#chain(first, end));
      }
    }
    const cost = this.#bestSplit(0, last);
    const at = this.#splitAt;
    return this.#chain(0, last) <= cost
      ? { op: 'eq', at: heaviestSingle(stretches) }
      : { op: 'uge', at };
  }

  #weigh(stretches: readonly WeighedStretch[]): void {
    for (const [index, { low, high, weight }] of stretches.entries()) {
      const isSingle =
        low === high && stretches[index - 1]?.target === stretches[index + 1]?.target;
      this.#before[index + 1] = (this.#before[index] ?? 0) + weight;
      this.#singlesBefore[index + 1] = (this.#singlesBefore[index] ?? 0) + Number(isSingle);
      this.#costs[index * this.#most + index] = 0;
    }
  }

  /** The cost of the interval where an order comparison parts it first, at {@link #splitAt}. */
  #bestSplit(first: number, last: number): number {
    const costs = this.#costs;
    let least = Number.POSITIVE_INFINITY;
    this.#splitAt = first + 1;
    for (let middle = first + 1; middle <= last; middle += 1) {
      const cost =
        (costs[first * this.#most + middle - 1] ?? 0) + (costs[middle * this.#most + last] ?? 0);
      if (cost < least) {
        this.#splitAt = middle;
        least = cost;
      }
    }
    return least + this.#weight(first, last) + this.#price;
  }

  /** About what it costs to ask for each value that stands alone, and then to part the others. */
  #chain(first: number, last: number): number {
    const singles = (this.#singlesBefore[last] ?? 0) - (this.#singlesBefore[first + 1] ?? 0);
    if (singles <= 0) {
      return Number.POSITIVE_INFINITY;
    }
    const rest = Math.max(1, last - first + 1 - 2 * singles);
    const comparisons = singles + rest - 1;
    const most = singles + Math.log2(rest);
    return most * this.#weight(first, last) + comparisons * this.#price;
  }

  #weight(first: number, last: number): number {
    return (this.#before[last + 1] ?? 0) - (this.#before[first] ?? 0);
  }
}

/** How to go on with a chain of `eq`, as {@link FirstComparisons} has started it; `null` at its end. */
export function nextOfChain(stretches: readonly WeighedStretch[]): FirstComparison | null {
  const at = heaviestSingle(stretches);
  return at < 0 ? null : { op: 'eq', at };
}

/** The index of the most usual value that stands alone; -1 where none does. */
function heaviestSingle(stretches: readonly WeighedStretch[]): number {
  const { singles } = comparisonsOf(stretches);
  let passed = 0;
  let heaviest = -1;
  let most = -1;
  for (const [index, { low, weight }] of stretches.entries()) {
    if (singles[passed]?.low === low) {
      passed += 1;
      if (weight > most) {
        heaviest = index;
        most = weight;
      }
    }
  }
  return heaviest;
}
