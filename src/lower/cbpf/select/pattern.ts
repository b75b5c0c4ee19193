import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';
import type { LoadInstr } from '../../../ir/ir.ts';
import { BINARY_OPS, type BinaryOp } from '../../../ir/ops.ts';

/** Looks at how a value is computed: its bindings where it has the wanted shape, `null` elsewhere. */
export type Pattern<Bindings> = (value: ValueId, filter: FilterView) => Bindings | null;

/** The bindings of an operation with two operands. */
export interface Operands<Lhs, Rhs> {
  readonly lhs: Lhs;
  readonly rhs: Rhs;
}

/** Any value at all, bound to itself. */
export const any: Pattern<ValueId> = (value) => value;

/** A constant, bound to its u32. */
export const imm: Pattern<number> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'const' ? instr.value : null;
};

/** One given constant, a u32. */
export const exactly =
  (wanted: number): Pattern<number> =>
  (value, filter) =>
    imm(value, filter) === wanted ? wanted : null;

/** A value that has one use, of a given shape. */
export const once =
  <Bindings>(pattern: Pattern<Bindings>): Pattern<Bindings> =>
  (value, filter) =>
    filter.useCount(value) === 1 ? pattern(value, filter) : null;

/** The first of two shapes that the value has. */
export const either =
  <Bindings>(first: Pattern<Bindings>, second: Pattern<Bindings>): Pattern<Bindings> =>
  (value, filter) =>
    first(value, filter) ?? second(value, filter);

/** One of the two values that a choice yields: a value of the filter, or a constant u32. */
export type Arm = { readonly value: ValueId } | { readonly constant: number };

/** A test, and what is chosen by it. */
export interface Choosing {
  readonly test: ValueId;
  readonly ifTrue: Arm;
  readonly ifFalse: Arm;
}

/** A `select`. */
export const choice: Pattern<Choosing> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'select'
    ? { test: instr.test, ifTrue: { value: instr.ifTrue }, ifFalse: { value: instr.ifFalse } }
    : null;
};

/** A load of one byte at a constant offset. */
export const absoluteByte: Pattern<LoadInstr> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'load' && instr.width === 1 && instr.base === null ? instr : null;
};

/** One operation on operands of given shapes, in either order where the operation commutes. */
export function binary<Lhs, Rhs>(
  op: BinaryOp,
  lhs: Pattern<Lhs>,
  rhs: Pattern<Rhs>,
): Pattern<Operands<Lhs, Rhs>> {
  return (value, filter) => {
    const instr = filter.definition(value);
    if (instr.kind !== 'binary' || instr.op !== op) {
      return null;
    }
    const bind = (left: ValueId, right: ValueId): Operands<Lhs, Rhs> | null => {
      const boundLeft = lhs(left, filter);
      const boundRight = boundLeft === null ? null : rhs(right, filter);
      return boundLeft === null || boundRight === null ? null : { lhs: boundLeft, rhs: boundRight };
    };
    const swapped = (): Operands<Lhs, Rhs> | null =>
      BINARY_OPS[op].commutative ? bind(instr.rhs, instr.lhs) : null;
    return bind(instr.lhs, instr.rhs) ?? swapped();
  };
}
