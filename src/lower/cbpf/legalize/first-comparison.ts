import { comparisonsOf } from '../../../ir/stretches.ts';
import type { WeighedStretch } from './weighed-stretch.ts';

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
  /** The best tree is looked for below so many stretches, which takes cubic time; halved above. */
  readonly stretches: number;
}

/**
 * Chooses the comparison by which to start telling apart `stretches`, of which there are at least two,
 * in order and without gaps, neighbours with different targets.
 *
 * Many are halved by weight, which comes within two comparisons of the best tree for the average
 * packet. Few are told apart as is best among trees of order comparisons that end in chains of `eq`.
 *
 * Sources: Mehlhorn, "Nearly Optimal Binary Search Trees", 1975; Knuth, "Optimum Binary Search Trees",
 * 1971.
 */
export function firstComparison(
  stretches: readonly WeighedStretch[],
  price: TreePrice,
): FirstComparison {
  return stretches.length > price.stretches
    ? { op: 'uge', at: middleOf(stretches) }
    : new BestTree(stretches, price).first();
}

/** How to go on with a chain of `eq`, as {@link firstComparison} has started it; `null` at its end. */
export function nextOfChain(stretches: readonly WeighedStretch[]): FirstComparison | null {
  const at = heaviestSingle(stretches);
  return at < 0 ? null : { op: 'eq', at };
}

/** Where the weights before and behind are most alike. */
function middleOf(stretches: readonly WeighedStretch[]): number {
  const total = stretches.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  let best = 1;
  let difference = Number.POSITIVE_INFINITY;
  for (const [index, { weight }] of stretches.entries()) {
    const here = Math.abs(total - 2 * before);
    if (index > 0 && here < difference) {
      best = index;
      difference = here;
    }
    before += weight;
  }
  return best;
}

/** The cheapest way of telling apart a few stretches, by dynamic programming over their intervals. */
class BestTree {
  readonly #stretches: readonly WeighedStretch[];
  readonly #price: number;
  /** By index, the weight of all stretches before. */
  readonly #before: Float64Array;
  /** By index, how many stretches before are one value between two with one target. */
  readonly #singlesBefore: Uint16Array;
  /** By first and last stretch, the cost of the interval; those with one stretch cost nothing. */
  readonly #costs: Float64Array;

  constructor(stretches: readonly WeighedStretch[], { size }: TreePrice) {
    this.#stretches = stretches;
    this.#price = size;
    this.#before = new Float64Array(stretches.length + 1);
    this.#singlesBefore = new Uint16Array(stretches.length + 1);
    for (const [index, stretch] of stretches.entries()) {
      const isSingle =
        stretch.low === stretch.high &&
        stretches[index - 1]?.target === stretches[index + 1]?.target;
      this.#before[index + 1] = (this.#before[index] ?? 0) + stretch.weight;
      this.#singlesBefore[index + 1] = (this.#singlesBefore[index] ?? 0) + Number(isSingle);
    }
    this.#costs = new Float64Array(stretches.length ** 2);
    for (let length = 2; length <= stretches.length; length += 1) {
      for (let first = 0; first + length <= stretches.length; first += 1) {
        const last = first + length - 1;
        const { cost } = this.#bestSplit(first, last);
        this.#costs[first * stretches.length + last] = Math.min(cost, this.#chain(first, last));
      }
    }
  }

  first(): FirstComparison {
    const last = this.#stretches.length - 1;
    const { at, cost } = this.#bestSplit(0, last);
    return this.#chain(0, last) <= cost
      ? { op: 'eq', at: heaviestSingle(this.#stretches) }
      : { op: 'uge', at };
  }

  #bestSplit(first: number, last: number): { readonly at: number; readonly cost: number } {
    let at = first + 1;
    let least = Number.POSITIVE_INFINITY;
    for (let middle = first + 1; middle <= last; middle += 1) {
      const cost = this.#cost(first, middle - 1) + this.#cost(middle, last);
      if (cost < least) {
        at = middle;
        least = cost;
      }
    }
    return { at, cost: least + this.#weight(first, last) + this.#price };
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

  #cost(first: number, last: number): number {
    return this.#costs[first * this.#stretches.length + last] ?? 0;
  }

  #weight(first: number, last: number): number {
    return (this.#before[last + 1] ?? 0) - (this.#before[first] ?? 0);
  }
}

/** The index of the most usual value that stands alone; -1 where none does. */
function heaviestSingle(stretches: readonly WeighedStretch[]): number {
  const isSingle = new Set(comparisonsOf(stretches).singles.map(({ low }) => low));
  let heaviest = -1;
  for (const [index, { low, weight }] of stretches.entries()) {
    if (isSingle.has(low) && weight > (stretches[heaviest]?.weight ?? -1)) {
      heaviest = index;
    }
  }
  return heaviest;
}
