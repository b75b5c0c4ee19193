import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import type { BinaryInstr, BranchTerminator, SwitchCase, Terminator } from '../../ir/ir.ts';
import type { CompareOp } from '../../ir/ops.ts';
import type { SwitchTable } from '../../ir/switch-ranges.ts';
import { MAX_U32 } from '../../support/u32.ts';

/** A terminator as what it asks about one i32: in which ranges of constants it lies. */
export interface ConstantTest extends SwitchTable {
  readonly value: ValueId;
}

/** What `terminator` asks about a value; `null` where it does not test one against constants. */
export function constantTest(filter: FilterView, terminator: Terminator): ConstantTest | null {
  if (terminator.kind === 'switch') {
    return terminator;
  }
  if (terminator.kind !== 'branch') {
    return null;
  }
  const instr = filter.definition(terminator.test);
  if (instr.kind !== 'binary' || instr.type !== 'i32') {
    return null;
  }
  return instr.op === 'and'
    ? bitsTest(filter, instr, terminator)
    : compareTest(filter, instr, terminator);
}

/** `branch (and x, mask)`: whether some bit above all others is set is whether x is large. */
function bitsTest(
  filter: FilterView,
  { lhs, rhs }: BinaryInstr,
  { ifTrue, ifFalse }: BranchTerminator,
): ConstantTest | null {
  const mask = constantOf(filter, rhs);
  const rest = mask === null ? null : belowMask(filter, lhs, mask);
  return rest === null
    ? null
    : { value: lhs, cases: [{ low: 0, high: rest, target: ifFalse }], otherwise: ifTrue };
}

function compareTest(
  filter: FilterView,
  { op, lhs, rhs }: BinaryInstr,
  { ifTrue, ifFalse }: BranchTerminator,
): ConstantTest | null {
  const constant = constantOf(filter, rhs);
  if (constant === null) {
    return null;
  }
  if (op === 'eq' || op === 'ne') {
    const [target, otherwise] = op === 'eq' ? [ifTrue, ifFalse] : [ifFalse, ifTrue];
    return (
      networkTest(filter, lhs, { low: constant, high: constant, target }, otherwise) ?? {
        value: lhs,
        cases: [{ low: constant, high: constant, target }],
        otherwise,
      }
    );
  }
  const bounds = BOUNDS.get(op as CompareOp)?.(constant);
  return bounds === undefined || bounds.low > bounds.high
    ? null
    : { value: lhs, cases: [{ ...bounds, target: ifTrue }], otherwise: ifFalse };
}

/** `(x & mask) == network`, where the mask leaves out the lowest bits: a range of x. */
function networkTest(
  filter: FilterView,
  tested: ValueId,
  { low, target }: SwitchCase,
  otherwise: BlockId,
): ConstantTest | null {
  const instr = filter.definition(tested);
  if (instr.kind !== 'binary' || instr.op !== 'and' || instr.type !== 'i32') {
    return null;
  }
  const mask = constantOf(filter, instr.rhs);
  const rest = mask === null ? null : belowMask(filter, instr.lhs, mask);
  if (mask === null || rest === null || (low & ~mask) !== 0) {
    return null;
  }
  return { value: instr.lhs, cases: [{ low, high: low + rest, target }], otherwise };
}

/**
 * The largest number below all bits of `mask`, where those are all the bits of `value` from one
 * upward; `null` elsewhere.
 */
function belowMask(filter: FilterView, value: ValueId, mask: number): number | null {
  const rest = (~mask & largestPossible(filter, value)) >>> 0;
  return mask !== 0 && (rest & (rest + 1)) === 0 ? rest : null;
}

/** The largest number that `value` can be, by the width of the load that it comes from. */
export function largestPossible(filter: FilterView, value: ValueId): number {
  const instr = filter.definition(value);
  return instr.kind === 'load' && instr.width < 4 ? 2 ** (8 * instr.width) - 1 : MAX_U32;
}

function constantOf(filter: FilterView, value: ValueId): number | null {
  const instr = filter.definition(value);
  return instr.kind === 'const' ? instr.value : null;
}

/** The numbers for which `number OP constant` holds; `low > high` where there are none. */
const BOUNDS: ReadonlyMap<
  CompareOp,
  (constant: number) => { readonly low: number; readonly high: number }
> = new Map([
  ['ult', (constant) => ({ low: 0, high: constant - 1 })],
  ['ule', (constant) => ({ low: 0, high: constant })],
  ['ugt', (constant) => ({ low: constant + 1, high: MAX_U32 })],
  ['uge', (constant) => ({ low: constant, high: MAX_U32 })],
] as const);
