import { effectOf } from '../../src/ir/effect.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import type { Instr } from '../../src/ir/ir.ts';
import { RemainingUses } from './remaining-uses.ts';

/**
 * Removes those of `values` that nothing uses and that do nothing else, then those of their operands
 * that nothing uses any more: what is left of a test that was replaced. Yields how many there were.
 * Linear in `values` and in the blocks of what is removed.
 */
export function removeUnused(filter: Filter, values: Iterable<ValueId>): number {
  const uses = new RemainingUses(filter);
  const unused = new Set<ValueId>();
  const pending: Instr[] = [];
  for (const value of new Set(values)) {
    const instr = filter.findDefinition(value);
    if (instr !== undefined && filter.useCount(value) === 0) {
      pending.push(instr);
    }
  }
  for (let instr = pending.pop(); instr !== undefined; instr = pending.pop()) {
    if (effectOf(instr) === 'pure') {
      unused.add(instr.id);
      pending.push(...uses.drop(instr));
    }
  }
  filter.removeInstrs(unused);
  return unused.size;
}
