import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import type { BinaryInstr, BranchTerminator, Instr, Terminator } from '../../src/ir/ir.ts';
import type { CompareOp } from '../../src/ir/ops.ts';

/** A test, and whether it holds where the old one does not. */
interface Form {
  readonly test: ValueId | Instr;
  readonly swaps: boolean;
}

/** The comparisons that branches use, and how the others are written by them. */
const FORMS: ReadonlyMap<string, { readonly op: CompareOp; readonly reverses: boolean; readonly swaps: boolean }> =
  new Map([
    ['ne', { op: 'eq', reverses: false, swaps: true }],
    ['ule', { op: 'ugt', reverses: false, swaps: true }],
    ['ult', { op: 'ugt', reverses: true, swaps: false }],
    ['uge', { op: 'ugt', reverses: true, swaps: true }],
    ['sle', { op: 'sgt', reverses: false, swaps: true }],
    ['slt', { op: 'sgt', reverses: true, swaps: false }],
    ['sge', { op: 'sgt', reverses: true, swaps: true }],
  ]);

/**
 * Writes the branch at the end of `block`, and all others on its test, by `eq`, `ugt`, `sgt` or the
 * bare `and`, with the targets exchanged where that negates the test. A test of which other
 * instructions use the value stays. Yields whether something has changed.
 *
 *     v2 = ne v0, v1                    v2 = eq v0, v1
 *     branch v2, b1, b2           =>    branch v2, b2, b1
 */
export function canonicalBranch(filter: Filter, block: BlockId): boolean {
  const { terminator } = filter.block(block);
  if (terminator.kind !== 'branch') {
    return false;
  }
  const instr = filter.definition(terminator.test);
  const form = instr.kind === 'binary' ? formOf(filter, instr) : null;
  if (form === null) {
    return false;
  }
  const { instrs, terminators } = filter.uses(instr.id);
  if (instrs.length > 0 || !terminators.every((user) => isBranch(filter.block(user).terminator))) {
    return false;
  }
  if (typeof form.test === 'object') {
    filter.replace(form.test);
  }
  const test = typeof form.test === 'object' ? form.test.id : form.test;
  for (const user of terminators) {
    const branch = filter.block(user).terminator;
    if (branch.kind === 'branch') {
      filter.setTerminator(user, retarget(branch, test, form.swaps));
    }
  }
  return true;
}

const isBranch = (terminator: Terminator): boolean => terminator.kind === 'branch';

function formOf(filter: Filter, instr: BinaryInstr): Form | null {
  const rhs = filter.definition(instr.rhs);
  const isConstant = rhs.kind === 'const' || rhs.kind === 'const64';
  if (instr.op === 'eq' || instr.op === 'ne') {
    const tested = filter.definition(instr.lhs);
    const isBits = tested.kind === 'binary' && tested.op === 'and' && tested.type === 'i32';
    if (isBits && rhs.kind === 'const' && rhs.value === 0) {
      return { test: tested.id, swaps: instr.op === 'eq' };
    }
  }
  if (instr.op === 'ult' && isConstant) {
    return belowConstant(filter, instr, rhs);
  }
  const form = FORMS.get(instr.op);
  if (form === undefined) {
    return null;
  }
  const { op, reverses, swaps } = form;
  if (reverses && isConstant) {
    return null;
  }
  const operands = reverses ? { lhs: instr.rhs, rhs: instr.lhs } : {};
  return { test: { ...instr, op, ...operands }, swaps };
}
