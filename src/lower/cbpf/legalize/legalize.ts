import { Filter } from '../../../ir/filter.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BasicBlock, Instr } from '../../../ir/ir.ts';
import { BlockExpander } from './block-expander.ts';
import { expand, isIllegal, requireWord } from './expansions.ts';

/**
 * `filter` with what the machine has no instruction for spelled out in what it has: signed
 * comparisons, byte swaps and sign extensions, native-order loads. The filter itself where there is
 * nothing to do. Linear.
 *
 * @throws UnsupportedError that names the first value that the machine cannot compute.
 */
export function legalize(filter: FilterView): FilterView {
  let isLegal = true;
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      requireWord(instr);
      isLegal &&= !isIllegal(instr);
    }
  }
  return isLegal
    ? filter
    : new Filter(filter.name, expandBlocks(filter, [...filter.blocks()]), filter.packetModel);
}

function expandBlocks(filter: FilterView, blocks: readonly BasicBlock[]): readonly BasicBlock[] {
  const expander = new BlockExpander(filter);
  return blocks.map((block) => ({
    ...block,
    instrs: block.instrs.flatMap((instr): readonly Instr[] => {
      const expansion = expand(instr, filter);
      return expansion === null ? [instr] : expander.expand(instr.id, expansion);
    }),
  }));
}
