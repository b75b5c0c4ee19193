import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  type Instr,
  mapOperands,
  mapTargets,
  mapTerminatorOperand,
  successors,
} from '../../src/ir/ir.ts';

/**
 * Copies the blocks of `region`, which holds with each block those before it and those that use its
 * values. Edges that leave the region lead from the copies to where they lead from the originals.
 * Yields the copy of each block.
 */
export function copyRegion(
  filter: Filter,
  region: ReadonlySet<BlockId>,
): ReadonlyMap<BlockId, BlockId> {
  const places = new Map([...region].map((block) => [block, filter.addBlock()]));
  const names = new Map<ValueId, ValueId>();
  for (const block of region) {
    for (const { id } of filter.block(block).instrs) {
      names.set(id, filter.newValue());
    }
  }
  const nameOf = (value: ValueId): ValueId => names.get(value) ?? value;
  const placeOf = (block: BlockId): BlockId => places.get(block) ?? block;
  for (const [block, place] of places) {
    const { instrs } = filter.block(block);
    filter.setInstrs(
      place,
      instrs.map((instr) => renamed(instr, nameOf, placeOf)),
    );
  }
  for (const [block, place] of places) {
    const { terminator } = filter.block(block);
    filter.setTerminator(place, mapTerminatorOperand(mapTargets(terminator, placeOf), nameOf));
    for (const target of successors(terminator)) {
      if (!places.has(target)) {
        joinPhis(filter, target, { from: block, place, nameOf });
      }
    }
  }
  return places;
}

function renamed(
  instr: Instr,
  nameOf: (value: ValueId) => ValueId,
  placeOf: (block: BlockId) => BlockId,
): Instr {
  const copy = { ...mapOperands(instr, nameOf), id: nameOf(instr.id) };
  return copy.kind === 'phi'
    ? {
        ...copy,
        incoming: new Map([...copy.incoming].map(([from, value]) => [placeOf(from), value])),
      }
    : copy;
}

/** Gives the phis of `target` what they take from the copy `place` of `from`. */
function joinPhis(
  filter: Filter,
  target: BlockId,
  {
    from,
    place,
    nameOf,
  }: {
    readonly from: BlockId;
    readonly place: BlockId;
    readonly nameOf: (value: ValueId) => ValueId;
  },
): void {
  for (const instr of filter.block(target).instrs) {
    const value = instr.kind === 'phi' ? instr.incoming.get(from) : undefined;
    if (value !== undefined) {
      filter.setIncoming(instr.id, place, nameOf(value));
    }
  }
}
