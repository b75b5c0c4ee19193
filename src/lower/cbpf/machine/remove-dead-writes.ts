import { cbpfOpcode } from '../../../isa/cbpf/opcodes.ts';
import { effectsOf, type Locations, liveAtEnd, liveBefore } from './live-locations.ts';
import type { MachineCode, MachineInstr } from './machine-code.ts';

/**
 * Removes instructions that write only what nothing reads, but for loads from the packet and
 * divisions by X, which may reject. One sweep from the last block to the first, in place.
 */
export function removeDeadWrites({ blocks, order }: MachineCode): void {
  const starts = new Int32Array(blocks.length);
  for (const label of order.toReversed()) {
    const block = blocks[label];
    if (block !== undefined) {
      const { kept, live } = liveCode(block.code, liveAtEnd(block.end, starts));
      block.code = kept;
      starts[label] = live;
    }
  }
}

/** The instructions of `code` that are needed, and what is live before them. */
function liveCode(
  code: readonly MachineInstr[],
  atEnd: Locations,
): { readonly kept: MachineInstr[]; readonly live: Locations } {
  const kept: MachineInstr[] = [];
  let live = atEnd;
  for (const instr of code.toReversed()) {
    const effects = effectsOf(instr);
    if ((effects.writes & live) !== 0 || mayReject(instr.code)) {
      live = liveBefore(live, effects);
      kept.push(instr);
    }
  }
  return { kept: kept.reverse(), live };
}

function mayReject(code: number): boolean {
  const opcode = cbpfOpcode(code);
  const divides = opcode?.mnemonic === 'div' || opcode?.mnemonic === 'mod';
  return opcode === undefined || opcode.width > 0 || (divides && opcode.operand === 'index');
}
