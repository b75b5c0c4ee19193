import type { BlockId } from '../../src/ir/ids.ts';
import type { SwitchCase } from '../../src/ir/ir.ts';

/**
 * The cases that hold where several lists of cases are asked one after the other: a number goes where
 * the first case that holds it leads. Sorted and disjoint, as each of the lists is; neighbours may have
 * one target.
 *
 * The ends of all cases cut the numbers into cells. Each case then takes the cells that are still
 * free, found by following links that get shorter on the way (union-find): O(n log n) for n cases,
 * most of it for sorting.
 */
export function overlay(lists: readonly (readonly SwitchCase[])[]): readonly SwitchCase[] {
  const starts = cellStarts(lists);
  const targets: (BlockId | undefined)[] = new Array(starts.length).fill(undefined);
  const free = new FreeCells(starts.length);
  for (const cases of lists) {
    let end = 0;
    for (const { low, high, target } of cases) {
      const first = indexOf(starts, low, end);
      end = indexOf(starts, high + 1, first);
      for (let cell = free.from(first); cell < end; cell = free.from(cell)) {
        targets[cell] = target;
        free.take(cell);
      }
    }
  }
  const cells: SwitchCase[] = [];
  for (const [cell, target] of targets.entries()) {
    const low = starts[cell];
    const next = starts[cell + 1];
    if (target !== undefined && low !== undefined && next !== undefined) {
      cells.push({ low, high: next - 1, target });
    }
  }
  return cells;
}

/** Where cells begin, in order; past the last case there is one more. */
function cellStarts(lists: readonly (readonly SwitchCase[])[]): Float64Array {
  const starts = new Float64Array(lists.reduce((sum, cases) => sum + 2 * cases.length, 0));
  let count = 0;
  for (const cases of lists) {
    for (const { low, high } of cases) {
      starts[count] = low;
      starts[count + 1] = high + 1;
      count += 2;
    }
  }
  starts.sort();
  let different = 0;
  for (const start of starts) {
    if (different === 0 || starts[different - 1] !== start) {
      starts[different] = start;
      different += 1;
    }
  }
  return starts.subarray(0, different);
}

/** The index of `start`, which is in `starts` at `from` or behind; quicker where it is close behind. */
function indexOf(starts: Float64Array, start: number, from: number): number {
  let first = from;
  let bound = Math.min(from + 1, starts.length);
  while (bound < starts.length && (starts[bound] ?? 0) < start) {
    bound = Math.min(2 * bound - from, starts.length);
  }
  while (first < bound) {
    const middle = (first + bound) >>> 1;
    if ((starts[middle] ?? 0) < start) {
      first = middle + 1;
    } else {
      bound = middle;
    }
  }
  return first;
}

/** Which cells no case has taken. */
class FreeCells {
  /** From each cell, a cell at or behind it, before which none is free. */
  readonly #next: Uint32Array;

  constructor(count: number) {
    this.#next = new Uint32Array(count + 1).map((_, cell) => cell);
  }

  take(cell: number): void {
    this.#next[cell] = cell + 1;
  }

  /** The first free cell at or behind `cell`; the number of cells where there is none. */
  from(cell: number): number {
    let at = cell;
    for (let next = this.#at(at); next !== at; next = this.#at(at)) {
      this.#next[at] = this.#at(next);
      at = next;
    }
    return at;
  }

  #at(cell: number): number {
    return this.#next[cell] ?? cell;
  }
}
