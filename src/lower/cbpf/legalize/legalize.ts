import { Filter } from '../../../ir/filter.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BasicBlock, Instr } from '../../../ir/ir.ts';
import { BlockExpander } from './block-expander.ts';
import { type ExpandedSwitches, expandSwitches } from './expand-switches.ts';
import { expand } from './expansions.ts';

/**
 * `filter` with what the machine has no instruction for spelled out in what it has: signed
 * comparisons, byte swaps and sign extensions, native-order loads, short switches; and search trees
 * for the long ones. The filter itself where there is nothing to do. Takes n log n.
 *
 * @throws UnsupportedError that names the first value that the machine cannot compute.
 */
export function legalize(filter: FilterView): ExpandedSwitches {
  const blocks = [...filter.blocks()];
  const expanded = blocks.some((block) =>
    block.instrs.some((instr) => expand(instr, filter) !== null),
  )
    ? new Filter(filter.name, expandBlocks(filter, blocks), filter.packetModel)
    : filter;
  return expandSwitches(expanded);
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
