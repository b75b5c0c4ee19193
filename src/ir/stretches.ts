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
 * All u32 in order, without gaps, as stretches that lead elsewhere than their neighbours. Stretches
 * that start above `largest`, a u32, are left out; the last one reaches to 2^32 - 1.
 */
export function stretchesOf(
  { cases, otherwise }: SwitchTable,
  largest: number = MAX_U32,
): readonly SwitchCase[] {
  const stretches: SwitchCase[] = [];
  const add = (stretch: SwitchCase): void => {
    const last = stretches[stretches.length - 1];
    if (stretch.low > largest) {
      return;
    }
    if (last?.target === stretch.target) {
      stretches[stretches.length - 1] = { low: last.low, high: stretch.high, target: last.target };
    } else {
      stretches.push(stretch);
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
  const last = stretches.pop();
  if (last !== undefined) {
    stretches.push({ low: last.low, high: MAX_U32, target: last.target });
  }
  return stretches;
}

/**
 * The switch with these stretches and the fewest cases: the target of most stretches becomes the
 * default, `preferred` where it is one of several.
 */
export function tableOf(stretches: readonly SwitchCase[], preferred: BlockId): SwitchTable {
  const counts = new Map<BlockId, number>([[preferred, 0]]);
  for (const { target } of stretches) {
    counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  let otherwise = preferred;
  for (const [target, count] of counts) {
    if (count > (counts.get(otherwise) ?? 0)) {
      otherwise = target;
    }
  }
  return { cases: stretches.filter(({ target }) => target !== otherwise), otherwise };
}

/** What it takes to tell stretches apart. */
export interface Comparisons {
  /**
   * Stretches of one value, few side by side, between two with one target: `eq` tells each from those.
   * In order.
   */
  readonly singles: readonly SwitchCase[];
  /** The stretches without those, neighbours joined; one order test tells two from one another. */
  readonly rest: readonly SwitchCase[];
}

/**
 * Sorts the comparisons that tell `stretches` apart, which are in order and without gaps. Linear, and
 * quick: search trees ask it at each of their nodes.
 */
export function comparisonsOf(stretches: readonly SwitchCase[]): Comparisons {
  const singles: SwitchCase[] = [];
  const rest: SwitchCase[] = [];
  /** Where in `rest` the last copy is, which may grow. */
  let copyAt = -1;
  let copy: { readonly low: number; high: number; readonly target: BlockId } | null = null;
  for (const stretch of stretches) {
    const single = singlesBefore(rest, stretch.target);
    const before = rest.at(-1 - single);
    if (single === 0 || before === undefined) {
      rest.push(stretch);
      continue;
    }
    singles.push(...rest.splice(-single));
    if (copy !== null && copyAt === rest.length - 1) {
      copy.high = stretch.high;
    } else {
      copyAt = rest.length - 1;
      copy = { ...before, high: stretch.high };
      rest[copyAt] = copy;
    }
  }
  return { singles, rest };
}

/** More values side by side are no exceptions from what surrounds them. */
const MOST_SIDE_BY_SIDE = 4;

/** How many stretches of one value end `stretches` behind one that leads to `target`; 0 for none such. */
function singlesBefore(stretches: readonly SwitchCase[], target: BlockId): number {
  for (let count = 1; count <= MOST_SIDE_BY_SIDE; count += 1) {
    const single = stretches.at(-count);
    if (single === undefined || single.low !== single.high) {
      return 0;
    }
    if (stretches.at(-1 - count)?.target === target) {
      return count;
    }
  }
  return 0;
}
