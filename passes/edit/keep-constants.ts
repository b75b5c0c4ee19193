import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  type ConstInstr,
  eachOperand,
  mapOperands,
  mapTerminatorOperand,
  terminatorOperand,
} from '../../src/ir/ir.ts';

/** Blocks that are to be moved together. */
export interface MovedBlocks {
  /** The block that dominates the others. */
  readonly head: BlockId;
  readonly blocks: readonly BlockId[];
}

/** Gives each of `moved`, which are some of `segments`, constants of its own in place of those of others. */
export function keepConstants(
  filter: Filter,
  segments: readonly MovedBlocks[],
  moved: readonly MovedBlocks[] = segments,
): void {
  const segmentOf = new Map<BlockId, MovedBlocks>(
    segments.flatMap((segment) => segment.blocks.map((id) => [id, segment] as const)),
  );
  for (const segment of moved) {
    const copies = new Map<ValueId, ConstInstr>();
    for (const constant of borrowed(filter, segment, segmentOf)) {
      copies.set(constant.id, { ...constant, id: filter.newValue() });
    }
    if (copies.size > 0) {
      useCopies(filter, segment, copies);
    }
  }
}

/** The constants that `segment` uses and other segments define. */
function borrowed(
  filter: FilterView,
  segment: MovedBlocks,
  segmentOf: ReadonlyMap<BlockId, MovedBlocks>,
): ReadonlySet<ConstInstr> {
  const constants = new Set<ConstInstr>();
  const note = (operand: ValueId): void => {
    const definition = filter.definition(operand);
    const owner = segmentOf.get(filter.definitionBlock(operand));
    if (definition.kind === 'const' && owner !== undefined && owner !== segment) {
      constants.add(definition);
    }
  };
  for (const id of segment.blocks) {
    const { instrs, terminator } = filter.block(id);
    for (const instr of instrs) {
      eachOperand(instr, note);
    }
    const tested = terminatorOperand(terminator);
    if (tested !== null) {
      note(tested);
    }
  }
  return constants;
}

function useCopies(
  filter: Filter,
  { head, blocks }: MovedBlocks,
  copies: ReadonlyMap<ValueId, ConstInstr>,
): void {
  const own = (operand: ValueId): ValueId => copies.get(operand)?.id ?? operand;
  for (const id of blocks) {
    const { instrs, terminator } = filter.block(id);
    const renamed = instrs.map((instr) => mapOperands(instr, own));
    filter.setInstrs(id, id === head ? [...copies.values(), ...renamed] : renamed);
    filter.setTerminator(id, mapTerminatorOperand(terminator, own));
  }
}
