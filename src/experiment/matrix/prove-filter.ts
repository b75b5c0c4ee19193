import { loweringStep } from '../../artifact/results/proof-summary.ts';
import type { StepProof } from '../../artifact/results/results.ts';
import { type CompileOptions, compile } from '../../compiler/compile.ts';
import type { Equivalence } from '../../prove/equivalence/equivalence.ts';
import { proveLowering } from '../../prove/equivalence/prove-lowering.ts';
import { PassProver } from '../../prove/equivalence/prove-passes.ts';
import type { Solver } from '../../prove/solver/solver.ts';
import { printPacket } from '../../prove/trial/print-finding.ts';
import { sourceIn } from '../../source/sources.ts';
import { TARGETS } from '../../target/targets.ts';
import type { CorpusFilter } from '../input/corpus.ts';

/** How to prove what a pipeline does to filters. */
export interface ProveOptions {
  /** How filters are compiled: all but the link type and the passes. */
  readonly compile: CompileOptions;
  /** `null` where there is none. */
  readonly solver: Solver | null;
  /** The time that the solver has for each step. */
  readonly milliseconds: number;
}

/**
 * Proves each application of a pass to one filter, in order, and then the lowering to each target whose
 * code can be read back.
 *
 * @throws what `compile` throws where the filter can't be compiled.
 */
export async function proveFilter(
  filter: Pick<CorpusFilter, 'expression' | 'dlt' | 'from'>,
  passes: string,
  { compile: asked, solver, milliseconds }: ProveOptions,
): Promise<readonly StepProof[]> {
  const options = { semantics: asked.semantics ?? 'strict', solver, milliseconds };
  const prover = new PassProver(options);
  const compilation = compile(sourceIn(filter.expression, filter.from), {
    ...asked,
    dlt: filter.dlt,
    passes,
    verifyEach: true,
    onInput: prover.onInput,
    onPass: prover.onPass,
  });
  const proofs = await prover.proofs();
  const steps = proofs.map(({ pass, changed, answer }) => stepProof(pass, changed, answer));
  for (const target of TARGETS) {
    const answer = await proveLowering(target, compilation.filter, options);
    if (answer !== null) {
      steps.push(stepProof(loweringStep(target.name), true, answer));
    }
  }
  return steps;
}

function stepProof(step: string, changed: boolean, answer: Equivalence): StepProof {
  const { outcome, milliseconds } = answer;
  switch (answer.outcome) {
    case 'equivalent':
      return { step, changed, outcome, milliseconds, note: answer.by };
    case 'unknown':
      return { step, changed, outcome, milliseconds, note: answer.reason };
    case 'different': {
      const [expected, actual] = answer.counterexample.verdicts;
      const packet = printPacket(answer.counterexample.packet);
      const note = `verdict ${actual} in place of ${expected} on ${packet}`;
      return { step, changed, outcome, milliseconds, note };
    }
  }
}
