import type { ValueId } from '../ir/ids.ts';
import { type Instr, type Terminator, terminatorOperand } from '../ir/ir.ts';
import { type Type, UNARY_OPS } from '../ir/ops.ts';

/** An operand and the type that its user wants. */
export interface TypedOperand {
  readonly value: ValueId;
  readonly type: Type;
}

/** The operands of `instr`, in the order in which they are printed. */
export function operandTypes(instr: Instr): readonly TypedOperand[] {
  switch (instr.kind) {
    case 'const':
    case 'const64':
    case 'input':
      return [];
    case 'load':
    case 'guard':
      return instr.base === null ? [] : [{ value: instr.base, type: 'i32' }];
    case 'unary':
      return [{ value: instr.operand, type: UNARY_OPS[instr.op].from }];
    case 'binary':
      return [instr.lhs, instr.rhs].map((value) => ({ value, type: instr.type }));
    case 'kernel':
      return instr.operands.map((value) => ({ value, type: 'i32' }));
    case 'select':
      return [
        { value: instr.test, type: 'i32' },
        { value: instr.ifTrue, type: instr.type },
        { value: instr.ifFalse, type: instr.type },
      ];
    case 'phi':
      return [...instr.incoming.values()].map((value) => ({ value, type: instr.type }));
  }
}

/** The operand of `terminator`, if any: an i32 always. */
export function typedTerminatorOperand(terminator: Terminator): TypedOperand | null {
  const value = terminatorOperand(terminator);
  return value === null ? null : { value, type: 'i32' };
}
