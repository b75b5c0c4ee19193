import type { FilterView } from '../../ir/filter-view.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { ANY_PACKET_MACHINE, type CbpfMachine, firstNotTaken } from '../../isa/cbpf/machines.ts';
import { invariant } from '../../support/invariant.ts';
import type { SourceSpan } from '../../support/source-span.ts';
import { emitUntilRight } from './emit-until-right.ts';
import { ProgramTooLongError } from './errors.ts';
import type { Semantics } from './guards/plan-guards.ts';
import { legalize } from './legalize/legalize.ts';
import { layOut } from './machine/block-layout.ts';
import { enterLate } from './machine/enter-late.ts';
import { mergeCode } from './machine/merge-code.ts';
import { placeCode } from './machine/place-jumps.ts';
import { threadEdges } from './machine/thread-edges.ts';

/** How a filter is lowered. */
export interface CbpfOptions {
  /** The machine that is to take the program. Default: any that sees packets. */
  readonly machine?: CbpfMachine;
  /** The most instructions that the program may have. Default: as many as the machine takes. */
  readonly maxInstructions?: number;
  /** Whether loads whose values are not needed still reject short packets. Default: `strict`. */
  readonly semantics?: Semantics;
}

/** A lowered filter, with facts on how it came about. */
export interface LoweredCbpf {
  readonly program: CbpfProgram;
  /** By instruction, the piece of the source that it is for; `undefined` where none is known. */
  readonly spans: readonly (SourceSpan | undefined)[];
  readonly statistics: CbpfStatistics;
}

/** Facts about one lowering. */
export interface CbpfStatistics {
  /** How often each rule of selection was used, by its name. */
  readonly rules: ReadonlyMap<string, number>;
  /** The instructions that do nothing but check the length of the packet. */
  readonly guards: number;
  /** The `ja` that stand in for targets too far for a conditional jump. */
  readonly trampolines: number;
  /** The returns that stand in for ones too far for a conditional jump. */
  readonly repeatedReturns: number;
  /** How often code was emitted before it was right. */
  readonly emissions: number;
}

/**
 * Lowers `filter` to a classic BPF program with the same verdict on every packet.
 *
 * Linear time, but for n log n in the cases of switches and the values that are kept in scratch memory.
 *
 * @throws {@link ProgramTooLongError} where the program would have more than `maxInstructions`.
 * @throws {@link UnsupportedError} where the filter needs what the machine does not have: 64-bit
 *   values, the captured length, more than 16 words of scratch memory at once.
 */
export function lowerToCbpf(filter: FilterView, options: CbpfOptions = {}): CbpfProgram {
  return lowerWithStatistics(filter, options).program;
}

/** As {@link lowerToCbpf}, and says how the program came about. */
export function lowerWithStatistics(filter: FilterView, options: CbpfOptions = {}): LoweredCbpf {
  const { machine = ANY_PACKET_MACHINE, semantics = 'strict' } = options;
  const limit = options.maxInstructions ?? machine.maxInstructions;
  const { emission, usage, guards, emissions } = emitUntilRight(legalize(filter, machine), {
    semantics,
    certainLength: machine.wordsOf ?? 0,
  });
  threadEdges(emission.code);
  const code = mergeCode(emission.code);
  const { program: placed, spans, trampolines, repeatedReturns } = placeCode(layOut(code));
  const program = enterLate(placed);
  if (program.length > limit) {
    throw new ProgramTooLongError({ instructions: program.length, limit });
  }
  requireTaken(program, machine);
  const rules = usage.fired;
  return {
    program,
    spans,
    statistics: { rules, guards: guards.size, trampolines, repeatedReturns, emissions },
  };
}

/** Whatever rules of selection and steps behind it there will be: a program never leaves its machine. */
function requireTaken(program: CbpfProgram, machine: CbpfMachine): void {
  const found = firstNotTaken(program, machine);
  invariant(
    found === null,
    `${machine.name} does not take instruction ${found?.index}: ${found?.reason}`,
  );
}
