import type { FilterView } from '../ir/filter-view.ts';
import type { ValueId } from '../ir/ids.ts';
import type { BinaryInstr, Instr } from '../ir/ir.ts';
import { isCompareOp } from '../ir/ops.ts';
import { MAX_U32 } from '../support/u32.ts';

/** How many operations deep to look: enough for the tests that frontends write. */
const DEPTH = 4;

/** A u32 that the i32 `value` never exceeds, from how it is computed. Constant time. */
export function largestValue(value: ValueId, filter: FilterView, depth: number = DEPTH): number {
  const instr: Instr = filter.definition(value);
  switch (instr.kind) {
    case 'const':
      return instr.value;
    case 'load':
      return instr.width < 4 ? 2 ** (8 * instr.width) - 1 : MAX_U32;
    case 'binary':
      return largestResult(instr, filter, depth);
    default:
      return MAX_U32;
  }
}

function largestResult(instr: BinaryInstr, filter: FilterView, depth: number): number {
  if (isCompareOp(instr.op)) {
    return 1;
  }
  if (depth === 0) {
    return MAX_U32;
  }
  const of = (operand: ValueId): number => largestValue(operand, filter, depth - 1);
  switch (instr.op) {
    case 'and':
      return Math.min(of(instr.lhs), of(instr.rhs));
    case 'or':
    case 'xor':
      return onesUpTo(Math.max(of(instr.lhs), of(instr.rhs)));
    case 'shr': {
      const count = filter.definition(instr.rhs);
      return count.kind === 'const' && count.value < 32 ? of(instr.lhs) >>> count.value : MAX_U32;
    }
    default:
      return MAX_U32;
  }
}

/** The u32 with all bits set up to the highest that `value` has. */
export function onesUpTo(value: number): number {
  return value === 0 ? 0 : MAX_U32 >>> Math.clz32(value);
}
