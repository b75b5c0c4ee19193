import type { FilterView } from '../ir/filter-view.ts';
import type { Remark } from './pass.ts';

/** How large a filter is. */
export interface FilterSize {
  readonly blocks: number;
  /** The instructions of all blocks, phis and constants included, terminators not. */
  readonly instructions: number;
}

/** What one application of one pass did to one filter. */
export interface PassRecord {
  /** Counts from 1 over the whole run: the number that a bisect limit compares. */
  readonly application: number;
  readonly pass: string;
  readonly changed: boolean;
  /** Wall-clock time in milliseconds, without verification and observers. */
  readonly duration: number;
  /** The counters of the pass that are not 0. */
  readonly statistics: ReadonlyMap<string, number>;
  /** In the order in which they were made; empty where remarks were not asked for. */
  readonly remarks: readonly Remark[];
  readonly before: FilterSize;
  readonly after: FilterSize;
}

/** Counts what `filter` holds: linear in its blocks. */
export function sizeOf(filter: FilterView): FilterSize {
  let instructions = 0;
  for (const { instrs } of filter.blocks()) {
    instructions += instrs.length;
  }
  return { blocks: filter.blockCount, instructions };
}
