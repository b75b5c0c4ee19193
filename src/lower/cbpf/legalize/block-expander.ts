import type { FilterView } from '../../../ir/filter-view.ts';
import { type ValueId, valueId } from '../../../ir/ids.ts';
import type { Instr, InstrDraft, LoadInstr } from '../../../ir/ir.ts';
import type { BinaryOp } from '../../../ir/ops.ts';

/** Spells a value out: makes its parts, and yields the instruction that is the value. */
export type Expansion = (make: BlockExpander) => InstrDraft;

/** An operand that is not a value yet. */
export interface Constant {
  /** A u32, or a negative number for its two's complement. */
  readonly constant: number;
}

/** Makes the instructions that stand for others. */
export class BlockExpander {
  readonly #filter: FilterView;
  #made: Instr[] = [];
  #next: number;

  constructor(filter: FilterView) {
    this.#filter = filter;
    this.#next = filter.valueBound;
  }

  /** The instructions that compute `id` by `expansion`, in order. */
  expand(id: ValueId, expansion: Expansion): readonly Instr[] {
    const last = { ...expansion(this), id } as Instr;
    const all = [...this.#made, last];
    this.#made = [];
    return all;
  }

  /** The value of the constant `value`, or `null` where it is none. */
  constantOf(value: ValueId): number | null {
    const instr = this.#filter.findDefinition(value);
    return instr?.kind === 'const' ? instr.value : null;
  }

  constant(value: number): ValueId {
    return this.#add({ kind: 'const', value: value >>> 0 });
  }

  /** `lhs op rhs`, in order of evaluation after what was made before. */
  binary(op: BinaryOp, lhs: ValueId, rhs: Constant | ValueId): ValueId {
    return this.#add(this.draft(op, lhs, rhs));
  }

  /** As {@link binary}, for the last instruction of an expansion. */
  draft(op: BinaryOp, lhs: ValueId, rhs: Constant | ValueId): InstrDraft {
    const right = typeof rhs === 'object' ? this.constant(rhs.constant) : rhs;
    return { kind: 'binary', op, type: 'i32', lhs, rhs: right };
  }

  load(load: Omit<LoadInstr, 'kind' | 'id'>): ValueId {
    return this.#add({ ...load, kind: 'load' });
  }

  #add(draft: InstrDraft): ValueId {
    const id = valueId(this.#next);
    this.#next += 1;
    this.#made.push({ ...draft, id } as Instr);
    return id;
  }
}
