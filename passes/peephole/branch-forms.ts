import type { ValueId } from '../../src/ir/ids.ts';
import type { BinaryInstr } from '../../src/ir/ir.ts';
import type { BinaryOp, Scalar } from '../../src/ir/ops.ts';
import type { ValueView } from './matcher.ts';

/** How a branch can test the same thing: by another operation, or by a value that there is. */
export interface BranchForm {
  readonly test:
    | { readonly op: BinaryOp; readonly lhs: ValueId; readonly rhs: ValueId | Constant }
    | ValueId;
  /** Whether the new test holds where the old one does not. */
  readonly swaps: boolean;
}

/** A constant that needs an instruction. */
interface Constant {
  readonly constant: Scalar;
}

interface Row {
  readonly op: BinaryOp;
  /** Whether the operands change places. */
  readonly reverses: boolean;
  readonly swaps: boolean;
}

const ROWS: ReadonlyMap<BinaryOp, Row> = new Map<BinaryOp, Row>([
  ['ne', { op: 'eq', reverses: false, swaps: true }],
  ['ule', { op: 'ugt', reverses: false, swaps: true }],
  ['ult', { op: 'ugt', reverses: true, swaps: false }],
  ['uge', { op: 'ugt', reverses: true, swaps: true }],
  ['sle', { op: 'sgt', reverses: false, swaps: true }],
  ['slt', { op: 'sgt', reverses: true, swaps: false }],
  ['sge', { op: 'sgt', reverses: true, swaps: true }],
]);

/**
 * How a branch on `instr` is written by `eq`, `ugt`, `sgt` or a bare `and`; `null` where it is.
 *
 *     v2 = ne v0, v1                    v2 = eq v0, v1
 *     branch v2, b1, b2           =>    branch v2, b2, b1
 *
 * These are the tests that machines have: `eq`, `ugt` and `and` are the conditional jumps of
 * classic BPF, of which each can go either way.
 */
export function branchForm(instr: BinaryInstr, view: ValueView): BranchForm | null {
  const { op, lhs, rhs } = instr;
  const right = view.definition(rhs);
  if (op === 'eq' || op === 'ne') {
    const tested = view.definition(lhs);
    const isBits = tested.kind === 'binary' && tested.op === 'and' && tested.type === 'i32';
    if (isBits && right.kind === 'const' && right.value === 0) {
      return { test: lhs, swaps: op === 'eq' };
    }
  }
  const row = ROWS.get(op);
  if (row === undefined) {
    return null;
  }
  const isConstant = right.kind === 'const' || right.kind === 'const64';
  if (row.reverses && isConstant) {
    return op === 'ult' ? belowConstant(lhs, right.value) : null;
  }
  const test = row.reverses ? { op: row.op, lhs: rhs, rhs: lhs } : { op: row.op, lhs, rhs };
  return { test, swaps: row.swaps };
}

/** `lhs < constant` as the opposite of `lhs > constant - 1`. */
function belowConstant(lhs: ValueId, constant: Scalar): BranchForm | null {
  if (BigInt(constant) === 0n) {
    return null;
  }
  const less = typeof constant === 'number' ? constant - 1 : constant - 1n;
  return { test: { op: 'ugt', lhs, rhs: { constant: less } }, swaps: true };
}
