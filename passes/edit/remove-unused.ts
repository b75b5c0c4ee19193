import { effectOf } from '../../src/ir/effect.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import { operands } from '../../src/ir/ir.ts';

/**
 * Removes those of `values` that nothing uses and that do nothing else, then those of their operands
 * that nothing uses any more: what is left of a test that was replaced. Linear in their blocks.
 */
export function removeUnused(filter: Filter, values: Iterable<ValueId>): void {
  const pending = [...values];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const instr = filter.findDefinition(value);
    if (instr !== undefined && filter.useCount(value) === 0 && effectOf(instr) === 'pure') {
      filter.removeInstrs(new Set([value]));
      pending.push(...operands(instr));
    }
  }
}
