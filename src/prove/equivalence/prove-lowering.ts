import { liftCbpf } from '../../frontend/cbpf/lift.ts';
import { Interpreter } from '../../interpret/interpret.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../lower/cbpf/lower.ts';
import { lowerToX64 } from '../../lower/x64/lower.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { CodeRunner } from '../trial/code-runner.ts';
import { describeFailure } from '../trial/trial.ts';
import { boundaryPackets } from './boundary-packets.ts';
import type { ProofOptions } from './decide.ts';
import { type Equivalence, proveEquivalence } from './equivalence.ts';

/**
 * Proves that the classic BPF made of `filter` means the same: reads it back and compares. `null`
 * where the filter can't be lowered to classic BPF.
 */
export async function proveCbpf(
  filter: FilterView,
  options: ProofOptions,
): Promise<Equivalence | null> {
  const program = cbpfOf(filter, options);
  if (program === null) {
    return null;
  }
  const linux = usesAncillary(filter);
  return await proveEquivalence(filter, liftCbpf(program, { linux }), options);
}

function cbpfOf(filter: FilterView, { semantics = 'strict' }: ProofOptions): CbpfProgram | null {
  try {
    return lowerToCbpf(filter, { semantics, maxInstructions: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return null;
    }
    throw error;
  }
}

/** How machine code did on packets. */
export type CodeCheck =
  /** It gave the right verdict on each; `packets` is their number. */
  | { readonly outcome: 'right'; readonly packets: number }
  /** What went wrong, in words. */
  | { readonly outcome: 'wrong'; readonly failure: string }
  /** Why it can't run here. */
  | { readonly outcome: 'not-run'; readonly reason: string };

/**
 * Runs the x86-64 code of `filter` on packets made for it, in a process of its own. No proof: what is
 * covered are all blocks that can be reached, and both sides of each test.
 */
export async function checkX64(
  filter: FilterView,
  options: ProofOptions,
  runner: CodeRunner,
): Promise<CodeCheck> {
  const reason = usesAncillary(filter)
    ? 'it reads words that only the kernel has'
    : runner.unavailable('x64');
  if (reason !== null) {
    return { outcome: 'not-run', reason };
  }
  const packets = await boundaryPackets(filter, options);
  const code = { kind: 'x64', bytes: lowerToX64(filter).bytes } as const;
  const outcome = await runner.run(code, 'x64', packets);
  if (outcome.kind === 'ended') {
    return { outcome: 'wrong', failure: describeFailure(outcome.discrepancy.failure) };
  }
  const interpreter = new Interpreter(filter);
  for (const [index, packet] of packets.entries()) {
    const expected = interpreter.run(packet).verdict;
    const actual = outcome.verdicts[index] ?? 0;
    if (actual !== expected) {
      const hex = Buffer.from(packet.bytes).toString('hex');
      const failure = `verdict ${actual} in place of ${expected} on ${hex}`;
      return { outcome: 'wrong', failure };
    }
  }
  return { outcome: 'right', packets: packets.length };
}

function usesAncillary(filter: FilterView): boolean {
  for (const { instrs } of filter.blocks()) {
    if (instrs.some((instr) => instr.kind === 'input' && instr.input.startsWith('aux.'))) {
      return true;
    }
  }
  return false;
}
