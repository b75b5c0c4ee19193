import { CbpfVm, type CbpfVmPacket } from '../../../src/engine/cbpf-vm/machine.ts';
import { Interpreter } from '../../../src/interpret/interpret.ts';
import type { FilterView } from '../../../src/ir/filter-view.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { printProgram } from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../../src/lower/cbpf/lower.ts';
import { KNOWN_DEFECT, unrollListing } from './unroll-listing.ts';

/**
 * The first packet on which `filter`, or its cBPF, and `listing` differ, in words; `null` where none does. Leaves
 * out packets on which `listing` has a known defect.
 */
export function disagreement(
  filter: FilterView,
  listing: CbpfProgram,
  packets: Iterable<CbpfVmPacket>,
): string | null {
  const program = unrollListing(listing);
  const interpreter = new Interpreter(filter);
  const machine = new CbpfVm(program);
  const lowered = new CbpfVm(lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY }));
  for (const packet of packets) {
    const verdicts = [interpreter.run(packet).verdict, lowered.run(packet)];
    const expected = machine.run(packet);
    if (expected !== KNOWN_DEFECT && verdicts.some((verdict) => verdict !== expected)) {
      const hex = Buffer.from(packet.bytes).toString('hex');
      return [
        `verdicts ${verdicts} of IR and cBPF in place of ${expected} on a packet of ${packet.wirelen} bytes:`,
        hex,
        printFilter(filter),
        printProgram(program, 'd'),
      ].join('\n');
    }
  }
  return null;
}
