import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { followers } from './variables.ts';

/** The instructions of one basic block: those from `start` up to, but not including, `end`. */
export interface CodeRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits the reachable part of a valid program into basic blocks, by rising index: a topological
 * order, since jumps only go forward. Linear time.
 */
export function codeRanges(program: CbpfProgram): readonly CodeRange[] {
  const reached = new Uint8Array(program.length);
  const leads = new Uint8Array(program.length);
  reached[0] = 1;
  leads[0] = 1;
  for (const [index, instruction] of program.entries()) {
    if (reached[index] === 0) {
      continue;
    }
    const next = followers(instruction, index);
    const jumps = next.length !== 1 || next[0] !== index + 1;
    for (const target of next) {
      reached[target] = 1;
      leads[target] = jumps || leads[target] === 1 ? 1 : 0;
    }
  }
  const ranges: CodeRange[] = [];
  for (let start = 0; start < program.length; start += 1) {
    if (leads[start] === 1) {
      ranges.push({ start, end: endOf(start, reached, leads) });
    }
  }
  return ranges;
}

function endOf(start: number, reached: Uint8Array, leads: Uint8Array): number {
  let end = start + 1;
  while (reached[end] === 1 && leads[end] === 0) {
    end += 1;
  }
  return end;
}
