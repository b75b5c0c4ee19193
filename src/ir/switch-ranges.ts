import { invariant } from '../support/invariant.ts';
import { MAX_U32 } from '../support/u32.ts';
import type { BlockId } from './ids.ts';
import type { SwitchCase } from './ir.ts';

/** A switch without the value that it looks at. */
export interface SwitchTable {
  /** Sorted by `low` and disjoint. */
  readonly cases: readonly SwitchCase[];
  /** Taken where no case holds. */
  readonly otherwise: BlockId;
}

/** Where a switch goes on `value`, a u32; logarithmic in the number of cases. */
export function switchTarget({ cases, otherwise }: SwitchTable, value: number): BlockId {
  let first = 0;
  let bound = cases.length;
  while (first < bound) {
    const middle = (first + bound) >>> 1;
    const one = cases[middle];
    invariant(one !== undefined, 'a switch case is gone');
    if (value > one.high) {
      first = middle + 1;
    } else if (value < one.low) {
      bound = middle;
    } else {
      return one.target;
    }
  }
  return otherwise;
}

/**
 * All u32 in order, without gaps, as ranges that lead elsewhere than their neighbours. Ranges
 * that start above `largest`, a u32, are left out; the last one reaches to 2^32 - 1.
 */
export function switchRanges(
  { cases, otherwise }: SwitchTable,
  largest: number = MAX_U32,
): readonly SwitchCase[] {
  const ranges: SwitchCase[] = [];
  const add = (range: SwitchCase): void => {
    const last = ranges[ranges.length - 1];
    if (range.low > largest) {
      return;
    }
    if (last?.target === range.target) {
      ranges[ranges.length - 1] = { low: last.low, high: range.high, target: last.target };
    } else {
      ranges.push(range);
    }
  };
  let next = 0;
  for (const one of cases) {
    if (next < one.low) {
      add({ low: next, high: one.low - 1, target: otherwise });
    }
    add(one);
    next = one.high + 1;
  }
  if (next <= MAX_U32) {
    add({ low: next, high: MAX_U32, target: otherwise });
  }
  const last = ranges.pop();
  if (last !== undefined) {
    ranges.push({ low: last.low, high: MAX_U32, target: last.target });
  }
  return ranges;
}

/**
 * The switch with these ranges and the fewest cases: the target of most ranges becomes the
 * default, `preferred` where it is one of several.
 */
export function tableOfRanges(ranges: readonly SwitchCase[], preferred: BlockId): SwitchTable {
  const counts = new Map<BlockId, number>([[preferred, 0]]);
  for (const { target } of ranges) {
    counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  let otherwise = preferred;
  for (const [target, count] of counts) {
    if (count > (counts.get(otherwise) ?? 0)) {
      otherwise = target;
    }
  }
  return { cases: ranges.filter(({ target }) => target !== otherwise), otherwise };
}

/** What it takes to tell ranges apart. */
export interface Comparisons {
  /**
   * Ranges of one value, few side by side, between two with one target: `eq` tells each from those.
   * In order.
   */
  readonly singles: readonly SwitchCase[];
  /** The ranges without those, neighbours joined; one order test tells two from one another. */
  readonly rest: readonly SwitchCase[];
}

/**
 * Sorts the comparisons that tell `ranges` apart, which are in order and without gaps. Linear, and
 * quick: search trees ask it at each of their nodes.
 */
export function comparisonsOf(ranges: readonly SwitchCase[]): Comparisons {
  const singles: SwitchCase[] = [];
  const rest: SwitchCase[] = [];
  /** Where in `rest` the last copy is, which may grow. */
  let copyAt = -1;
  let copy: { readonly low: number; high: number; readonly target: BlockId } | null = null;
  for (const range of ranges) {
    const single = singlesBefore(rest, range.target);
    const before = rest.at(-1 - single);
    if (single === 0 || before === undefined) {
      rest.push(range);
      continue;
    }
    singles.push(...rest.splice(-single));
    if (copy !== null && copyAt === rest.length - 1) {
      copy.high = range.high;
    } else {
      copyAt = rest.length - 1;
      copy = { ...before, high: range.high };
      rest[copyAt] = copy;
    }
  }
  return { singles, rest };
}

/** More values side by side are no exceptions from what surrounds them. */
const MOST_SIDE_BY_SIDE = 4;

/** How many ranges of one value end `ranges` behind one that leads to `target`; 0 for none such. */
function singlesBefore(ranges: readonly SwitchCase[], target: BlockId): number {
  for (let count = 1; count <= MOST_SIDE_BY_SIDE; count += 1) {
    const single = ranges.at(-count);
    if (single === undefined || single.low !== single.high) {
      return 0;
    }
    if (ranges.at(-1 - count)?.target === target) {
      return count;
    }
  }
  return 0;
}
