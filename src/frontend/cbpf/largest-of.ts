import type { ValueId } from '../../ir/ids.ts';
import type { Instr } from '../../ir/ir.ts';
import { MAX_U32 } from '../../support/u32.ts';

/** A u32 that the value of `instr` never exceeds, `largest` being those of its operands. */
export function largestOf(instr: Instr, largest: ReadonlyMap<ValueId, number>): number {
  const of = (value: ValueId): number => largest.get(value) ?? MAX_U32;
  switch (instr.kind) {
    case 'const':
      return instr.value;
    case 'load':
      return instr.width < 4 ? 2 ** (8 * instr.width) - 1 : MAX_U32;
    case 'phi':
      return Math.max(...[...instr.incoming.values()].map(of));
    case 'binary':
      return largestResult(instr.op, of(instr.lhs), of(instr.rhs));
    default:
      return MAX_U32;
  }
}

/** A shift by less than the most moves as many bits or fewer. */
function largestResult(op: string, lhs: number, rhs: number): number {
  switch (op) {
    case 'and':
      return Math.min(lhs, rhs);
    case 'add':
      return lhs + rhs;
    case 'mul':
      return lhs * rhs;
    case 'shl':
      return rhs < 32 ? lhs * 2 ** rhs : MAX_U32;
    case 'shr':
    case 'div':
      return lhs;
    case 'mod':
      return Math.min(lhs, rhs);
    default:
      return MAX_U32;
  }
}
