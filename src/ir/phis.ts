import type { BasicBlock, PhiInstr } from './ir.ts';

const NONE: readonly PhiInstr[] = [];

/** Whether `block` tells by phis which way control came: they stand before all other instructions. */
export function startsWithPhi({ instrs }: BasicBlock): boolean {
  return instrs[0]?.kind === 'phi';
}

/** The phis of `block`, in order. Takes constant time where there are none. */
export function phisOf(block: BasicBlock): readonly PhiInstr[] {
  if (!startsWithPhi(block)) {
    return NONE;
  }
  const phis: PhiInstr[] = [];
  for (const instr of block.instrs) {
    if (instr.kind !== 'phi') {
      break;
    }
    phis.push(instr);
  }
  return phis;
}
