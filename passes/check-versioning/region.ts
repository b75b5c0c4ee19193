import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';

/** The most blocks and cases of switches that are copied. */
export const MOST_COPIED = 64;

/**
 * The blocks to copy so that `wanted` are among the copies and control comes to them from copies alone:
 * with each block those before it. `null` where these and the cases of their switches are more than
 * {@link MOST_COPIED}. Linear in them.
 */
export function regionWith(
  filter: FilterView,
  wanted: Iterable<BlockId>,
): ReadonlySet<BlockId> | null {
  const region = new Set<BlockId>(wanted);
  let size = 0;
  for (const block of region) {
    const { terminator } = filter.block(block);
    size += 1 + (terminator.kind === 'switch' ? terminator.cases.length : 0);
    if (size > MOST_COPIED) {
      return null;
    }
    for (const before of filter.predecessors(block)) {
      region.add(before);
    }
  }
  return region;
}
