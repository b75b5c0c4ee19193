import { Filter } from '../../../ir/filter.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BasicBlock, Instr } from '../../../ir/ir.ts';
import type { CbpfMachine } from '../../../isa/cbpf/machines.ts';
import { BlockExpander, type Expansion } from './block-expander.ts';
import { drawOnce } from './draw-once.ts';
import { expand, isIllegal, requireWord } from './expansions.ts';
import { fitMachine, isNarrow } from './fit-machine.ts';

/**
 * `filter` with what the machine has no instruction for spelled out in what it has: signed
 * comparisons, byte swaps and sign extensions, native-order loads, and what `machine` has not of classic
 * BPF. The filter itself where there is nothing to do. Linear.
 *
 * @throws UnsupportedError that names the first value that the machine cannot compute.
 */
export function legalize(filter: FilterView, machine: CbpfMachine): FilterView {
  let isLegal = true;
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      requireWord(instr);
      isLegal &&= !isIllegal(instr);
    }
  }
  const legal = drawOnce(isLegal ? filter : spelledOut(filter, (instr) => expand(instr, filter)));
  return isNarrow(machine)
    ? spelledOut(legal, (instr) => fitMachine(instr, legal, machine))
    : legal;
}

function spelledOut(
  filter: FilterView,
  expansionOf: (instr: Instr) => Expansion | null,
): FilterView {
  const expander = new BlockExpander(filter);
  const blocks = [...filter.blocks()].map(
    (block): BasicBlock => ({
      ...block,
      instrs: block.instrs.flatMap((instr): readonly Instr[] => {
        const expansion = expansionOf(instr);
        return expansion === null ? [instr] : expander.expand(instr.id, expansion);
      }),
    }),
  );
  return new Filter(filter.name, blocks, filter.packetModel);
}
