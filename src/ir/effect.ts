/**
 * What instructions do besides yielding their values: they may end the filter with verdict 0, and do
 * nothing else that a later instruction could see. The one place that says so.
 */

import type { FilterView } from './filter-view.ts';
import type { BinaryInstr, GuardInstr, Instr, KernelInstr, LoadInstr } from './ir.ts';
import { KERNEL_OPS } from './kernel-ops.ts';
import { BINARY_OPS, type Effect } from './ops.ts';

/** What `instr` does besides yielding its value, whatever its operands are. */
export function effectOf(instr: Instr): Effect {
  switch (instr.kind) {
    case 'guard':
      return 'bounds-check';
    case 'load':
      return instr.checked ? 'bounds-check' : 'pure';
    case 'binary':
      return BINARY_OPS[instr.op].effect;
    case 'kernel':
      return KERNEL_OPS[instr.op].width === null ? 'pure' : 'kernel-load';
    case 'const':
    case 'const64':
    case 'input':
    case 'unary':
    case 'select':
    case 'phi':
      return 'pure';
  }
}

/** An instruction that may end the filter: a checked load, a guard, a division, or a load of the kernel. */
export type RejectingInstr = LoadInstr | GuardInstr | BinaryInstr | KernelInstr;

/** Whether `instr` ends the filter for some packets or operands. */
export function mayReject(instr: Instr): instr is RejectingInstr {
  return effectOf(instr) !== 'pure';
}

/** Whether `instr` rejects packets that are too short for it. */
export function isCheck(instr: Instr): instr is LoadInstr | GuardInstr {
  return effectOf(instr) === 'bounds-check';
}

/** Whether `instr` rejects where its right operand is 0. */
export function isDivision(instr: Instr): instr is BinaryInstr {
  return effectOf(instr) === 'division';
}

/** Whether `instr` rejects where the kernel finds no bytes at the address that it works out. */
export function isKernelLoad(instr: Instr): instr is KernelInstr {
  return effectOf(instr) === 'kernel-load';
}

/** Whether `instr` yields the same each time that it is executed for one packet. */
export function isRepeatable(instr: Instr): boolean {
  return instr.kind !== 'kernel' || KERNEL_OPS[instr.op].repeatable;
}

/** Whether `instr` is a division by what is not a constant other than 0. */
export function mayDivideByZero(instr: Instr, filter: FilterView): boolean {
  if (!isDivision(instr)) {
    return false;
  }
  const divisor = filter.definition(instr.rhs);
  const isConstant = divisor.kind === 'const' || divisor.kind === 'const64';
  return !isConstant || BigInt(divisor.value) === 0n;
}
