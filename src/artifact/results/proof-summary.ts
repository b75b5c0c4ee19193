import { groupBy } from '../../support/group-by.ts';
import { quantile } from '../../support/statistics.ts';
import type { StepProof } from './results.ts';

const LOWERING = 'lowering to ';

/** What the step is called that makes the code of a target. */
export const loweringStep = (target: string): string => `${LOWERING}${target}`;

/** Whether a step is a lowering, not a pass. */
export const isLowering = ({ step }: Pick<StepProof, 'step'>): boolean => step.startsWith(LOWERING);

/** What is proved of one pass, or of the lowering, over many filters. */
export interface ProofSummary {
  /** The name of the pass; `total` for all. */
  readonly step: string;
  readonly applications: number;
  /** How many changed the filter; in the others there is nothing to prove. */
  readonly changed: number;
  readonly proved: number;
  readonly unknown: number;
  readonly disproved: number;
  /** Of the changed, how many were settled in which way: `canonical`, `paths`, `solver`. */
  readonly methods: Readonly<Record<string, number>>;
  /** Over the applications that changed something, in milliseconds; 0 where none did. */
  readonly median: number;
  readonly longest: number;
  /** The time of all together, in milliseconds. */
  readonly milliseconds: number;
}

/** Sums up proofs by step: the passes in the order in which they first come, then the lowering. */
export function summarizeProofs(proofs: readonly StepProof[]): readonly ProofSummary[] {
  const inOrder = [...proofs.filter((proof) => !isLowering(proof)), ...proofs.filter(isLowering)];
  return [...groupBy(inOrder, ({ step }) => step)].map(([step, ofStep]) =>
    summarizeAll(step, ofStep),
  );
}

/** Sums up all `proofs` as one. */
export function summarizeAll(step: string, proofs: readonly StepProof[]): ProofSummary {
  const count = (outcome: StepProof['outcome']): number =>
    proofs.filter((proof) => proof.outcome === outcome).length;
  const changed = proofs.filter((proof) => proof.changed);
  const times = changed.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const methods: Record<string, number> = {};
  for (const { outcome, note } of changed) {
    if (outcome === 'equivalent') {
      methods[note] = (methods[note] ?? 0) + 1;
    }
  }
  return {
    step,
    applications: proofs.length,
    changed: changed.length,
    proved: count('equivalent'),
    unknown: count('unknown'),
    disproved: count('different'),
    methods,
    median: quantile(times, 0.5) ?? 0,
    longest: times.at(-1) ?? 0,
    milliseconds: proofs.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
  };
}
