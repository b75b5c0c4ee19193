import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type BasicBlock, mapOperands } from '../../src/ir/ir.ts';

/**
 * Lets `place` compute what a block does, for a test of its own. Yields the new names of the values. Other
 * blocks go on using those of the block, which for whole copies `SsaEdits` looks after.
 */
export function copyInstrs(
  filter: Filter,
  { instrs }: BasicBlock,
  place: BlockId,
): ReadonlyMap<ValueId, ValueId> {
  const names = new Map<ValueId, ValueId>();
  const copies = instrs.map((instr) => {
    const copy = mapOperands(instr, (operand) => names.get(operand) ?? operand);
    const id = filter.newValue();
    names.set(instr.id, id);
    return { ...copy, id };
  });
  filter.setInstrs(place, copies);
  return names;
}
