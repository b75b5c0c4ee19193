import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { SwitchTerminator } from '../../ir/ir.ts';
import { comparisonsOf } from '../../ir/switch-ranges.ts';
import { BestOrder, type TreePrice } from './best-order.ts';
import { FirstOfFew } from './short-chain.ts';
import { type SwitchTree, TreeNodes } from './switch-tree.ts';
import { type WeighedRange, weighedRanges } from './weighed-ranges.ts';

/** Switch trees by the blocks that they end. */
export type SwitchTrees = ReadonlyMap<BlockId, SwitchTree>;

/**
 * Finds trees of comparisons for all switches of `filter`. Takes n log n in their cases.
 *
 * @param priceFor how the machine weighs the length of the tree for a switch of so many cases.
 */
export function switchTrees(
  filter: FilterView,
  priceFor: (cases: number) => TreePrice,
): SwitchTrees {
  const trees = new Map<BlockId, SwitchTree>();
  for (const { id, terminator } of filter.blocks()) {
    if (terminator.kind === 'switch') {
      trees.set(id, switchTree(filter, id, terminator, priceFor(terminator.cases.length)));
    }
  }
  return trees;
}

/**
 * Finds a tree of comparisons for the switch that ends `block`. Takes n log n.
 *
 * @param price how the machine weighs the length of the tree.
 */
export function switchTree(
  filter: FilterView,
  block: BlockId,
  terminator: SwitchTerminator,
  price: TreePrice,
): SwitchTree {
  const ranges = weighedRanges(filter, block, terminator);
  const few = FirstOfFew.for(filter, terminator, ranges);
  const nodes = new TreeNodes();
  if (few === null) {
    new TreeMaker(ranges, price, nodes).make();
  } else {
    makeShort(ranges, few, nodes);
  }
  return nodes.finish();
}

/** Few ranges are left to tell apart, behind a link as {@link TreeNodes} counts them. */
interface Decision {
  readonly ranges: readonly WeighedRange[];
  readonly link: number;
}

/** Makes the comparisons for a switch so short that what is most usual is asked for first. */
function makeShort(all: readonly WeighedRange[], few: FirstOfFew, nodes: TreeNodes): void {
  const pending: Decision[] = [{ ranges: all, link: TreeNodes.ROOT }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { ranges, link } = next;
    const [only] = ranges;
    if (only !== undefined && ranges.length === 1) {
      nodes.lead(link, only.target);
      continue;
    }
    const { op, at } = few.of(ranges);
    const isEqual = op === 'eq';
    const node = nodes.add(link, isEqual, ranges[at]?.low ?? 0);
    pending.push({
      ranges: isEqual ? without(ranges, [ranges[at]?.low ?? 0]) : ranges.slice(0, at),
      link: TreeNodes.whenFalse(node),
    });
    pending.push({
      ranges: ranges.slice(at, isEqual ? at + 1 : undefined),
      link: TreeNodes.whenTrue(node),
    });
  }
}

/** The ranges from one index to another, the latter left out, are left to tell apart behind a link. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly link: number;
}

class TreeMaker {
  readonly #ranges: readonly WeighedRange[];
  /** The weight of all ranges before each. */
  readonly #before: Float64Array;
  readonly #most: number;
  readonly #best: BestOrder;
  readonly #nodes: TreeNodes;

  constructor(ranges: readonly WeighedRange[], price: TreePrice, nodes: TreeNodes) {
    this.#ranges = ranges;
    this.#before = new Float64Array(ranges.length + 1);
    for (const [index, { weight }] of ranges.entries()) {
      this.#before[index + 1] = (this.#before[index] ?? 0) + weight;
    }
    this.#most = price.ranges;
    this.#best = new BestOrder(price);
    this.#nodes = nodes;
  }

  make(): void {
    const pending: Run[] = [{ from: 0, to: this.#ranges.length, link: TreeNodes.ROOT }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { from, to, link } = next;
      if (to - from <= this.#most) {
        this.#decide({ ranges: this.#ranges.slice(from, to), link });
      } else {
        this.#halve(next, pending);
      }
    }
  }

  /** Parts many ranges by weight, which comes within two comparisons of the best tree. */
  #halve({ from, to, link }: Run, pending: Run[]): void {
    const middle = this.#middleOf(from, to);
    const node = this.#nodes.add(link, false, this.#ranges[middle]?.low ?? 0);
    pending.push({ from, to: middle, link: TreeNodes.whenFalse(node) });
    pending.push({ from: middle, to, link: TreeNodes.whenTrue(node) });
  }

  /** Where the weights before and behind are most alike: by halving, as sums only grow. */
  #middleOf(from: number, to: number): number {
    const before = this.#before;
    const twice = (before[from] ?? 0) + (before[to] ?? 0);
    let low = from + 1;
    let high = to - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (2 * (before[middle] ?? 0) < twice) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const isBest =
      low === from + 1 ||
      Math.abs(2 * (before[low] ?? 0) - twice) < Math.abs(2 * (before[low - 1] ?? 0) - twice);
    return isBest ? low : low - 1;
  }

  /** Tells few ranges apart in the best order. */
  #decide(few: Decision): void {
    const decisions = [few];
    for (let next = decisions.pop(); next !== undefined; next = decisions.pop()) {
      this.#best.solve(next.ranges);
      this.#follow(next, decisions);
    }
  }

  /** Makes the comparisons for which the best order has been worked out; what chains leave is put off. */
  #follow({ ranges, link: start }: Decision, decisions: Decision[]): void {
    const pending: Run[] = [{ from: 0, to: ranges.length, link: start }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { from, to, link } = next;
      const first = ranges[from];
      const at = to - from > 1 ? this.#best.partAt(from, to - 1) : null;
      if (at !== null) {
        const node = this.#nodes.add(link, false, ranges[at]?.low ?? 0);
        pending.push({ from, to: at, link: TreeNodes.whenFalse(node) });
        pending.push({ from: at, to, link: TreeNodes.whenTrue(node) });
      } else if (to - from > 1) {
        decisions.push(this.#chain(ranges.slice(from, to), link));
      } else if (first !== undefined) {
        this.#nodes.lead(link, first.target);
      }
    }
  }

  /** Asks for each value that stands alone, the most usual first. Yields what is left to tell apart. */
  #chain(all: readonly WeighedRange[], start: number): Decision {
    let ranges = all;
    let link = start;
    for (;;) {
      const singles = comparisonsOf(ranges).singles as readonly WeighedRange[];
      if (singles.length === 0) {
        return { ranges, link };
      }
      for (const { low, target } of singles.toSorted((one, other) => other.weight - one.weight)) {
        const node = this.#nodes.add(link, true, low);
        this.#nodes.lead(TreeNodes.whenTrue(node), target);
        link = TreeNodes.whenFalse(node);
      }
      ranges = without(
        ranges,
        singles.map(({ low }) => low),
      );
    }
  }
}

/**
 * `ranges` where the value is known not to be one of `numbers`, in order, at each of which a range
 * starts: they go to a neighbour.
 */
function without(
  ranges: readonly WeighedRange[],
  numbers: readonly number[],
): readonly WeighedRange[] {
  const joined: WeighedRange[] = [];
  let passed = 0;
  for (const [at, one] of ranges.entries()) {
    const { low, high } = one;
    const target = (joined.at(-1) ?? ranges[at + 1])?.target;
    if (low !== numbers[passed] || target === undefined) {
      join(joined, one);
      continue;
    }
    passed += 1;
    join(joined, { low, high: low, target, weight: 0 });
    if (low !== high) {
      join(joined, { ...one, low: low + 1 });
    }
  }
  return joined;
}

/** Adds `range` to those before it, made one with the last where they have one target. */
function join(joined: WeighedRange[], range: WeighedRange): void {
  const last = joined.at(-1);
  if (last?.target === range.target) {
    const { low, target } = last;
    const weight = last.weight + range.weight;
    joined[joined.length - 1] = { low, high: range.high, target, weight };
  } else {
    joined.push(range);
  }
}
