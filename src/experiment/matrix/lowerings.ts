import type { TargetEntry } from '../../artifact/results/results.ts';
import type { Code } from '../../engine/engine.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { INSTRUCTION_BYTES } from '../../isa/cbpf/encode.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { printListing } from '../../isa/cbpf/listing.ts';
import { lowerToCbpf } from '../../lower/cbpf/lower.ts';
import { lowerToX64 } from '../../lower/x64/lower.ts';
import type { Semantics } from '../../pass/pass.ts';

/** A program in the form of one target. */
export interface LoweredProgram {
  readonly code: Code;
  readonly instructions: number;
  readonly bytes: number;
  listing(): string;
}

/** A target of every experiment. */
export interface Lowering extends TargetEntry {
  /** @throws UnsupportedError where the target can't express the filter. */
  lower(filter: FilterView, semantics: Semantics): LoweredProgram;
}

/** What every filter is lowered to. Executed instructions are counted in code for the first. */
export const LOWERINGS: readonly Lowering[] = [
  {
    name: 'cbpf',
    title: 'cBPF',
    lower: (filter, semantics) =>
      cbpfProgram(lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY, semantics })),
  },
  {
    name: 'x64',
    title: 'x86-64',
    lower: (filter) => {
      const program = lowerToX64(filter);
      return {
        code: { kind: 'x64', bytes: program.bytes },
        instructions: program.instructionCount,
        bytes: program.bytes.length,
        listing: () => program.listing(),
      };
    },
  },
];

/** A program of classic BPF, whoever made it. */
export function cbpfProgram(program: CbpfProgram): LoweredProgram {
  return {
    code: { kind: 'cbpf', program },
    instructions: program.length,
    bytes: program.length * INSTRUCTION_BYTES,
    listing: () => printListing(program),
  };
}
