import { type CbpfLocation, cbpfOpcode } from '../../../isa/cbpf/opcodes.ts';
import { InvariantError } from '../../../support/invariant.ts';
import type { Label, MachineCode, MachineEnd, MachineInstr } from './machine-code.ts';

/** A and X as bits; word k of scratch memory is bit k. */
const ACCUMULATOR = 1 << 16;
const INDEX = 1 << 17;

/** A set of locations of the machine, as bits. */
export type Locations = number;

/** What an instruction reads and writes. */
interface Effects {
  readonly reads: Locations;
  readonly writes: Locations;
}

/** Which locations are read, before they are written again, after the start of each block. */
export interface LiveLocations {
  isLive(register: 'A' | 'X', label: Label): boolean;
  /** Whether any scratch word is. */
  needsScratch(label: Label): boolean;
}

/** Of each opcode, but for the scratch words. */
const effectsByCode = new Map<number, Effects & { readonly scratch: string }>();

/** What `instr` reads and writes. */
export function effectsOf({ code, k }: Pick<MachineInstr, 'code' | 'k'>): Effects {
  let effects = effectsByCode.get(code);
  if (effects === undefined) {
    const opcode = cbpfOpcode(code);
    if (opcode === undefined) {
      throw new InvariantError(`no cBPF instruction has opcode ${code}`);
    }
    const scratch = `${opcode.reads.includes('M') ? 'r' : ''}${opcode.writes.includes('M') ? 'w' : ''}`;
    effects = { reads: registers(opcode.reads), writes: registers(opcode.writes), scratch };
    effectsByCode.set(code, effects);
  }
  if (effects.scratch === '') {
    return effects;
  }
  return {
    reads: effects.reads | (effects.scratch === 'r' ? 1 << k : 0),
    writes: effects.writes | (effects.scratch === 'w' ? 1 << k : 0),
  };
}

function registers(locations: readonly CbpfLocation[]): Locations {
  return (locations.includes('A') ? ACCUMULATOR : 0) | (locations.includes('X') ? INDEX : 0);
}

/** The locations live before an instruction, from those live after it. */
export function liveBefore(live: Locations, { reads, writes }: Effects): Locations {
  return (live & ~writes) | reads;
}

/** The locations live before `end`, from those live at the start of each block. */
export function liveAtEnd(end: MachineEnd, starts: Int32Array): Locations {
  switch (end.kind) {
    case 'jump':
      return starts[end.target] ?? 0;
    case 'test':
      return liveBefore((starts[end.ifTrue] ?? 0) | (starts[end.ifFalse] ?? 0), effectsOf(end));
    case 'return':
      return liveBefore(0, effectsOf(end));
  }
}

/** One sweep from the last block to the first. */
export function liveLocations({ blocks, order }: MachineCode): LiveLocations {
  const starts = new Int32Array(blocks.length);
  for (const label of order.toReversed()) {
    const block = blocks[label];
    if (block !== undefined) {
      let live = liveAtEnd(block.end, starts);
      for (const instr of block.code.toReversed()) {
        live = liveBefore(live, effectsOf(instr));
      }
      starts[label] = live;
    }
  }
  return {
    isLive: (register, label) =>
      ((starts[label] ?? 0) & (register === 'A' ? ACCUMULATOR : INDEX)) !== 0,
    needsScratch: (label) => ((starts[label] ?? 0) & (ACCUMULATOR - 1)) !== 0,
  };
}
