import { ENGINES } from '../../engine/engines.ts';
import { Interpreter } from '../../interpret/interpret.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { Lowered, Target } from '../../target/target.ts';
import type { CodeRunner } from '../trial/code-runner.ts';
import { describeFailure } from '../trial/trial.ts';
import { boundaryPackets } from './boundary-packets.ts';
import type { ProofOptions } from './decide.ts';
import { type Equivalence, proveEquivalence } from './equivalence.ts';
import { isReadable, readBack, usesAncillary } from './read-back.ts';

/**
 * Proves that the code for `target` made of `filter` means the same: reads it back and compares. `null`
 * where nothing reads it back, or the target can't express the filter.
 */
export async function proveLowering(
  target: Target,
  filter: FilterView,
  options: ProofOptions,
): Promise<Equivalence | null> {
  const lowered = isReadable(target) ? lower(target, filter, options) : null;
  return lowered === null || !isReadable(target)
    ? null
    : await proveEquivalence(filter, readBack(target, lowered, filter), options);
}

function lower(
  target: Target,
  filter: FilterView,
  { semantics = 'strict' }: ProofOptions,
): Lowered | null {
  try {
    return target.lower(filter, { semantics, unlimited: true });
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
 * Runs the code of `filter` for `target` on packets made for it. No proof: what is covered are all blocks
 * that can be reached, and both sides of each test.
 */
export async function checkCode(
  target: Target,
  filter: FilterView,
  { runner, ...options }: ProofOptions & { readonly runner: CodeRunner },
): Promise<CodeCheck> {
  const engine = ENGINES.find(({ accepts }) => accepts === target.name);
  if (engine === undefined) {
    return { outcome: 'not-run', reason: `no engine runs ${target.name} code` };
  }
  const reason = usesAncillary(filter)
    ? 'it reads words that only the kernel has'
    : engine.unavailable();
  if (reason !== null) {
    return { outcome: 'not-run', reason };
  }
  const packets = await boundaryPackets(filter, options);
  const { code } = target.lower(filter, { ...options, unlimited: true });
  const outcome = await runner.run(code, engine.name, packets);
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
