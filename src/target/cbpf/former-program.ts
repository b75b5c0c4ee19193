import type { FilterView } from '../../ir/filter-view.ts';
import { checkProgram } from '../../isa/cbpf/check.ts';
import type { CbpfInstruction, CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { type CbpfMachine, firstNotTaken } from '../../isa/cbpf/machines.ts';
import { codeOf } from '../../isa/cbpf/opcodes.ts';
import { unwrittenScratchReads } from '../../isa/cbpf/scratch-reads.ts';

/**
 * The program that `filter` was, for where no code can be made of what became of it: it has the same
 * verdicts. `null` where it was none, or none that `machine` takes.
 */
export function formerProgram(
  { provenance: { program } }: FilterView,
  machine: CbpfMachine,
): CbpfProgram | null {
  if (program?.form !== 'cbpf') {
    return null;
  }
  // What the front end put there.
  const former = withZeros(program.code as CbpfProgram);
  const isTaken =
    former.length <= machine.maxInstructions &&
    checkProgram(former).length === 0 &&
    firstNotTaken(former, machine) === null;
  return isTaken ? former : null;
}

/** Linux wants to see that scratch words are written, which libpcap takes for 0: as A is at first. */
function withZeros(program: CbpfProgram): CbpfProgram {
  const words = new Set(unwrittenScratchReads(program).map((index) => program[index]?.k ?? 0));
  const store = (k: number): CbpfInstruction => ({
    code: codeOf('st', 'scratch'),
    jt: 0,
    jf: 0,
    k,
  });
  return [...[...words].map(store), ...program];
}
