import type { Const64Instr, ConstInstr, Instr } from './ir.ts';

/** Whether `instr` is a constant, of either type: copies of it cost nothing but themselves. */
export const isConstant = (instr: Instr): instr is ConstInstr | Const64Instr =>
  instr.kind === 'const' || instr.kind === 'const64';
