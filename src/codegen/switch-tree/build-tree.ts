import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { SwitchTerminator } from '../../ir/ir.ts';
import { FirstComparisons, nextOfChain, type TreePrice } from './best-order.ts';
import { FirstOfFew } from './short-chain.ts';
import { type SearchTree, TreeNodes } from './switch-tree.ts';
import { type WeighedStretch, weighedStretches } from './weighed-ranges.ts';

/**
 * Finds the comparisons for the switch that ends `block`. Takes n log n.
 *
 * @param price how the machine weighs the length of the tree.
 */
export function searchTree(
  filter: FilterView,
  block: BlockId,
  terminator: SwitchTerminator,
  price: TreePrice,
): SearchTree {
  const stretches = weighedStretches(filter, block, terminator);
  const few = FirstOfFew.for(filter, terminator, stretches);
  return new TreeMaker(stretches, price, few).make();
}

/** The stretches with these indexes are left to tell apart: `from` is among them, `to` is not. */
interface Halving {
  readonly from: number;
  readonly to: number;
  /** Which link leads here, as {@link TreeNodes} counts them. */
  readonly link: number;
}

/** So few stretches are left to tell apart that the best order is looked for. */
interface Decision {
  readonly stretches: readonly WeighedStretch[];
  /** Whether a comparison for equality has led here, so that others are to follow. */
  readonly inChain: boolean;
  readonly link: number;
}

class TreeMaker {
  readonly #stretches: readonly WeighedStretch[];
  readonly #weights: Float64Array;
  readonly #price: TreePrice;
  /** Decides for a switch so short that it becomes a chain; `null` for others. */
  readonly #few: FirstOfFew | null;
  readonly #first: FirstComparisons;
  readonly #nodes = new TreeNodes();
  readonly #decisions: Decision[] = [];

  constructor(stretches: readonly WeighedStretch[], price: TreePrice, few: FirstOfFew | null) {
    this.#stretches = stretches;
    this.#weights = new Float64Array(stretches.length);
    for (const [index, { weight }] of stretches.entries()) {
      this.#weights[index] = weight;
    }
    this.#price = price;
    this.#few = few;
    this.#first = new FirstComparisons(price);
  }

  make(): SearchTree {
    const pending: Halving[] = [{ from: 0, to: this.#stretches.length, link: TreeNodes.ROOT }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#few !== null || next.to - next.from <= this.#price.stretches) {
        this.#decideAll(next);
      } else {
        this.#halve(next, pending);
      }
    }
    return this.#nodes.finish();
  }

  /** Parts many stretches by weight, which comes within two comparisons of the best tree. */
  #halve({ from, to, link }: Halving, pending: Halving[]): void {
    const middle = this.#middleOf(from, to);
    const node = this.#nodes.add(link, false, this.#stretches[middle]?.low ?? 0);
    pending.push({ from, to: middle, link: TreeNodes.whenFalse(node) });
    pending.push({ from: middle, to, link: TreeNodes.whenTrue(node) });
  }

  /** Where the weights before and behind are most alike. */
  #middleOf(from: number, to: number): number {
    const weights = this.#weights;
    let total = 0;
    for (let index = from; index < to; index += 1) {
      total += weights[index] ?? 0;
    }
    let before = weights[from] ?? 0;
    let best = from + 1;
    let difference = Number.POSITIVE_INFINITY;
    for (let index = from + 1; index < to; index += 1) {
      const here = Math.abs(total - 2 * before);
      if (here < difference) {
        best = index;
        difference = here;
      }
      before += weights[index] ?? 0;
    }
    return best;
  }

  /** Tells few stretches apart. */
  #decideAll({ from, to, link }: Halving): void {
    this.#decisions.push({ stretches: this.#stretches.slice(from, to), inChain: false, link });
    for (let next = this.#decisions.pop(); next !== undefined; next = this.#decisions.pop()) {
      this.#decide(next);
    }
  }

  #decide({ stretches, inChain, link }: Decision): void {
    const [only] = stretches;
    if (only !== undefined && stretches.length === 1) {
      this.#nodes.lead(link, only.target);
      return;
    }
    const { op, at } =
      this.#few?.of(stretches) ??
      (inChain ? nextOfChain(stretches) : null) ??
      this.#first.of(stretches);
    const isEqual = op === 'eq';
    const node = this.#nodes.add(link, isEqual, stretches[at]?.low ?? 0);
    this.#decisions.push({
      stretches: isEqual ? without(stretches, at) : stretches.slice(0, at),
      inChain: isEqual,
      link: TreeNodes.whenFalse(node),
    });
    this.#decisions.push({
      stretches: stretches.slice(at, isEqual ? at + 1 : undefined),
      inChain: false,
      link: TreeNodes.whenTrue(node),
    });
  }
}

/** `stretches` where the value is known not to be the lowest at `index`, which goes to a neighbour. */
function without(stretches: readonly WeighedStretch[], index: number): readonly WeighedStretch[] {
  const target = (stretches[index - 1] ?? stretches[index + 1])?.target;
  const joined: WeighedStretch[] = [];
  for (const [at, one] of stretches.entries()) {
    if (at !== index || target === undefined) {
      join(joined, one);
      continue;
    }
    const { low, high } = one;
    join(joined, { low, high: low, target, weight: 0 });
    if (low !== high) {
      join(joined, { ...one, low: low + 1 });
    }
  }
  return joined;
}

/** Adds `stretch` to those before it, made one with the last where they have one target. */
function join(joined: WeighedStretch[], stretch: WeighedStretch): void {
  const last = joined.at(-1);
  if (last?.target === stretch.target) {
    const { low, target } = last;
    const weight = last.weight + stretch.weight;
    joined[joined.length - 1] = { low, high: stretch.high, target, weight };
  } else {
    joined.push(stretch);
  }
}
