import { CbpfVm, type CbpfVmPacket } from '../../../src/engine/cbpf-vm-machine.ts';
import { Interpreter } from '../../../src/interpret/interpret.ts';
import type { FilterView } from '../../../src/ir/filter-view.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { printProgram } from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { KNOWN_DEFECT, unrollListing } from './unroll-listing.ts';

/**
 * The first packet on which `filter` and `program` differ, in words; `null` where none does. Leaves
 * out packets on which `program` has a known defect.
 */
export function disagreement(
  filter: FilterView,
  listing: CbpfProgram,
  packets: Iterable<CbpfVmPacket>,
): string | null {
  const program = unrollListing(listing);
  const interpreter = new Interpreter(filter);
  const machine = new CbpfVm(program);
  for (const packet of packets) {
    const verdict = interpreter.run(packet).verdict;
    const expected = machine.run(packet);
    if (verdict !== expected && expected !== KNOWN_DEFECT) {
      const hex = Buffer.from(packet.bytes).toString('hex');
      return [
        `verdict ${verdict} in place of ${expected} on a packet of ${packet.wirelen} bytes:`,
        hex,
        printFilter(filter),
        printProgram(program, 'd'),
      ].join('\n');
    }
  }
  return null;
}
