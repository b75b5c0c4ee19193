import type { FilterView } from '../../ir/filter-view.ts';
import type { ValueId } from '../../ir/ids.ts';
import { extentOf, type GuardInstr, type LoadInstr } from '../../ir/ir.ts';

/** The place that a load or guard concerns, with a constant base folded into the offset. */
export interface Access {
  /** A value that is no constant; `null` where the address is constant. */
  readonly base: ValueId | null;
  /** The byte offset from the base, at most 2^33. */
  readonly offset: number;
  /** The byte offset from the base past the last byte that is needed, at most 2^33 + 7. */
  readonly extent: number;
}

/** Where `instr` looks in the packet. */
export function accessOf(instr: LoadInstr | GuardInstr, filter: FilterView): Access {
  const base = instr.base === null ? null : filter.definition(instr.base);
  const folded = base?.kind === 'const' ? base.value : 0;
  return {
    base: base === null || base.kind === 'const' ? null : base.id,
    offset: instr.offset + folded,
    extent: extentOf(instr) + folded,
  };
}
