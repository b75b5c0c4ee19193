import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';

/** The most blocks and cases of switches that are copied. */
export const MOST_COPIED = 64;

/**
 * The blocks to copy so that `wanted` are among the copies, and what the other blocks need from them is
 * made on one way only: with each block those before it, and those that use its values. `null` where
 * these and the cases of their switches are more than {@link MOST_COPIED}. Linear in their instructions
 * and uses.
 */
export function regionWith(
  filter: FilterView,
  wanted: Iterable<BlockId>,
): ReadonlySet<BlockId> | null {
  const region = new Set<BlockId>(wanted);
  let size = 0;
  for (const block of region) {
    const { instrs, terminator } = filter.block(block);
    size += 1 + (terminator.kind === 'switch' ? terminator.cases.length : 0);
    if (size > MOST_COPIED) {
      return null;
    }
    for (const before of filter.predecessors(block)) {
      region.add(before);
    }
    for (const { id } of instrs) {
      for (const user of usersOf(filter, id)) {
        region.add(user);
      }
    }
  }
  return region;
}

/** The blocks at whose end or before `value` is used; a phi uses its operands on the edges to it. */
function usersOf(filter: FilterView, value: ValueId): readonly BlockId[] {
  const { instrs, terminators } = filter.uses(value);
  return [
    ...terminators,
    ...instrs.flatMap((user) =>
      user.kind === 'phi'
        ? [...user.incoming].flatMap(([from, operand]) => (operand === value ? [from] : []))
        : [filter.definitionBlock(user.id)],
    ),
  ];
}
