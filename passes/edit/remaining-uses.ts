import type { FilterView } from '../../src/ir/filter-view.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import { type Instr, operands } from '../../src/ir/ir.ts';

/** Counts the uses of values by instructions that stay, while others are chosen to go. */
export class RemainingUses {
  readonly #filter: FilterView;
  readonly #counts = new Map<ValueId, number>();

  constructor(filter: FilterView) {
    this.#filter = filter;
  }

  /** Takes away the uses by `instr`. Yields the definitions that have none left. */
  drop(instr: Instr): readonly Instr[] {
    const unneeded: Instr[] = [];
    for (const operand of new Set(operands(instr))) {
      const uses = (this.#counts.get(operand) ?? this.#filter.useCount(operand)) - 1;
      this.#counts.set(operand, uses);
      if (uses === 0) {
        unneeded.push(this.#filter.definition(operand));
      }
    }
    return unneeded;
  }
}
