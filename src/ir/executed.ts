/**
 * What counts as an executed instruction, for every measure of a filter that is the same on every
 * machine: constants and phis are free, as most machines have them inside other instructions; so is
 * a jump, which layout may remove.
 */

import type { BasicBlock, Instr, Terminator } from './ir.ts';

/** Whether executing `instr` counts. */
export function isExecuted({ kind }: Instr): boolean {
  return kind !== 'const' && kind !== 'const64' && kind !== 'phi';
}

/** Whether executing `terminator` counts: a branch, a switch or a return does. */
export function isExecutedTerminator({ kind }: Terminator): boolean {
  return kind !== 'jump';
}

/** How many instructions count when `block` is executed to its end. */
export function executedSize({ instrs, terminator }: BasicBlock): number {
  return instrs.filter(isExecuted).length + (isExecutedTerminator(terminator) ? 1 : 0);
}
