import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';
import type { Instr } from '../../../ir/ir.ts';
import type { BinaryOp } from '../../../ir/ops.ts';
import type { Pattern } from './pattern.ts';

/** What computes a value: a two-operand operation, or another kind of instruction. */
export type Shape = BinaryOp | Exclude<Instr['kind'], 'binary'>;

const shapeOf = (instr: Instr): Shape => (instr.kind === 'binary' ? instr.op : instr.kind);

/** What to do with one shape of value. */
export interface Rule<Result> {
  /** kebab-case; unique in its table. */
  readonly name: string;
  /** What may compute the values to which it applies; `null` for anything. */
  readonly shapes: readonly Shape[] | null;
  /** What to do, or `null` where the rule does not apply. */
  apply(value: ValueId, filter: FilterView): Result | null;
}

/** The rule that makes of what `pattern` binds what `make` yields, if that is not `null`. */
export function rule<Bindings, Result>(
  name: string,
  shapes: readonly Shape[] | null,
  pattern: Pattern<Bindings>,
  make: (bindings: Bindings) => Result | null,
): Rule<Result> {
  return {
    name,
    shapes,
    apply: (value, filter) => {
      const bindings = pattern(value, filter);
      return bindings === null ? null : make(bindings);
    },
  };
}

/** What a rule made of a value. */
export interface Choice<Result> {
  readonly rule: string;
  readonly result: Result;
}

/** Rules by the shapes to which they apply. */
export class RuleTable<Result> {
  readonly #rules: readonly Rule<Result>[];
  readonly #byShape = new Map<Shape, readonly Rule<Result>[]>();

  /** @param rules of those that apply, the first one wins. */
  constructor(rules: readonly Rule<Result>[]) {
    this.#rules = rules;
  }

  /** What the first rule that applies to `value` makes of it; `null` where none does. */
  choose(value: ValueId, filter: FilterView): Choice<Result> | null {
    for (const rule of this.#rulesFor(shapeOf(filter.definition(value)))) {
      const result = rule.apply(value, filter);
      if (result !== null) {
        return { rule: rule.name, result };
      }
    }
    return null;
  }

  #rulesFor(shape: Shape): readonly Rule<Result>[] {
    const known = this.#byShape.get(shape);
    if (known !== undefined) {
      return known;
    }
    const rules = this.#rules.filter(({ shapes }) => shapes === null || shapes.includes(shape));
    this.#byShape.set(shape, rules);
    return rules;
  }
}
