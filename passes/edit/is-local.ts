import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Instr } from '../../src/ir/ir.ts';

/**
 * Whether nothing outside `block` uses what `instr`, one of its instructions, computes; a phi of another
 * block is outside. Linear in the number of uses.
 */
export function isLocal(filter: FilterView, { id }: Instr, block: BlockId): boolean {
  const { instrs, terminators } = filter.uses(id);
  return (
    terminators.every((user) => user === block) &&
    instrs.every((user) => filter.definitionBlock(user.id) === block)
  );
}
