import { isCheck } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { eachOperand, type Instr, terminatorOperand } from '../../src/ir/ir.ts';
import type { Segment } from './conjunctions.ts';

/**
 * For each segment, the ones before it whose values it uses, and where it has unchecked loads, all
 * that check bounds. Constants can be had anywhere.
 */
export function needsOf(
  filter: FilterView,
  segments: readonly Segment[],
): readonly ReadonlySet<number>[] {
  const indexOf = new Map<BlockId, number>(
    segments.flatMap(({ blocks }, index) => blocks.map((id) => [id, index] as const)),
  );
  const checking: number[] = [];
  return segments.map(({ blocks }, index) => {
    const instrs = blocks.flatMap((id) => filter.block(id).instrs);
    const needs = new Set<number>(instrs.some(isUnchecked) ? checking : []);
    const need = (value: Parameters<FilterView['definition']>[0]): void => {
      const owner = indexOf.get(filter.definitionBlock(value));
      if (owner !== undefined && owner !== index && filter.definition(value).kind !== 'const') {
        needs.add(owner);
      }
    };
    for (const instr of instrs) {
      eachOperand(instr, need);
    }
    for (const id of blocks) {
      const tested = terminatorOperand(filter.block(id).terminator);
      if (tested !== null) {
        need(tested);
      }
    }
    if (instrs.some(isCheck)) {
      checking.push(index);
    }
    return needs;
  });
}

const isUnchecked = (instr: Instr): boolean => instr.kind === 'load' && !instr.checked;
