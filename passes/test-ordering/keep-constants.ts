import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type ConstInstr, eachOperand, mapOperands } from '../../src/ir/ir.ts';
import type { Segment } from './conjunctions.ts';

/** Gives each segment constants of its own in place of those that it takes from others. */
export function keepConstants(filter: Filter, segments: readonly Segment[]): void {
  const segmentOf = new Map<BlockId, Segment>(
    segments.flatMap((segment) => segment.blocks.map((id) => [id, segment] as const)),
  );
  for (const segment of segments) {
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
  segment: Segment,
  segmentOf: ReadonlyMap<BlockId, Segment>,
): ReadonlySet<ConstInstr> {
  const constants = new Set<ConstInstr>();
  for (const id of segment.blocks) {
    for (const instr of filter.block(id).instrs) {
      eachOperand(instr, (operand) => {
        const definition = filter.definition(operand);
        const owner = segmentOf.get(filter.definitionBlock(operand));
        if (definition.kind === 'const' && owner !== undefined && owner !== segment) {
          constants.add(definition);
        }
      });
    }
  }
  return constants;
}

function useCopies(
  filter: Filter,
  { head, blocks }: Segment,
  copies: ReadonlyMap<ValueId, ConstInstr>,
): void {
  for (const id of blocks) {
    const instrs = filter
      .block(id)
      .instrs.map((instr) => mapOperands(instr, (operand) => copies.get(operand)?.id ?? operand));
    filter.setInstrs(id, id === head ? [...copies.values(), ...instrs] : instrs);
  }
}
