import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';

/** What `value` is where it is defined as a constant, without sign; `null` elsewhere. */
export function constantOf(value: ValueId, filter: FilterView): bigint | null {
  const instr = filter.definition(value);
  switch (instr.kind) {
    case 'const':
      return BigInt(instr.value);
    case 'const64':
      return instr.value;
    default:
      return null;
  }
}
