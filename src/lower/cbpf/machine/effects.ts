import { ANCILLARY_BASE, ANCILLARY_WORDS } from '../../../isa/cbpf/ancillary.ts';
import { CBPF_OPCODES, type CbpfLocation, codeOf } from '../../../isa/cbpf/opcodes.ts';
import type { MachineInstr } from './machine-code.ts';

/** A set of locations of the machine, as bits: {@link ACCUMULATOR}, {@link INDEX}, and bit k for `M[k]`. */
export type Locations = number;

export const ACCUMULATOR: Locations = 1 << 16;
export const INDEX: Locations = 1 << 17;

/** All of scratch memory. */
export const SCRATCH: Locations = ACCUMULATOR - 1;

const BITS: Readonly<Record<CbpfLocation, Locations>> = { A: ACCUMULATOR, X: INDEX, M: SCRATCH };

const bitsOf = (locations: readonly CbpfLocation[]): Locations =>
  locations.reduce((all, one) => all | BITS[one], 0);

/** By opcode; those that touch scratch memory have all of it here. */
const READS = new Int32Array(256);
const WRITES = new Int32Array(256);

for (const { code, reads, writes } of CBPF_OPCODES) {
  READS[code] = bitsOf(reads);
  WRITES[code] = bitsOf(writes);
}

const LOAD_WORD = codeOf('ld', 'absolute');

/** The ancillary words that A and X tell how to find. */
const ANCILLARY_READS: ReadonlySet<number> = new Set(
  ANCILLARY_WORDS.filter(({ readsRegisters }) => readsRegisters).map(
    ({ offset }) => ANCILLARY_BASE + offset,
  ),
);

/** What `instr` reads. */
export function readsOf({ code, k }: MachineInstr): Locations {
  const reads = READS[code] ?? 0;
  if (code === LOAD_WORD && k >= ANCILLARY_BASE) {
    return ANCILLARY_READS.has(k) ? ACCUMULATOR | INDEX : 0;
  }
  return (reads & SCRATCH) === 0 ? reads : 1 << k;
}

/** What `instr` writes: one location, or nothing. */
export function writesOf({ code, k }: MachineInstr): Locations {
  const writes = WRITES[code] ?? 0;
  return (writes & SCRATCH) === 0 ? writes : 1 << k;
}
