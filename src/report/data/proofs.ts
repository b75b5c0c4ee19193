import {
  type ProofSummary,
  summarizeAll,
  summarizeProofs,
} from '../../artifact/results/proof-summary.ts';
import type { ExperimentResults, FilterEntry, StepProof } from '../../artifact/results/results.ts';

/** A step that is wrong, or of which it is not known whether it is right. */
export interface OpenProof {
  readonly filter: FilterEntry;
  readonly pipeline: string;
  readonly proof: StepProof;
}

/** What an experiment proved, over all its pipelines. */
export interface ProofFigures {
  /** A row for each pass and for the lowering. */
  readonly steps: readonly ProofSummary[];
  /** All of them together. */
  readonly total: ProofSummary;
  readonly open: readonly OpenProof[];
}

/** What `results` proved; `null` where nothing was to be proved. */
export function proofFigures({ filters }: ExperimentResults): ProofFigures | null {
  const all = filters.flatMap((filter) =>
    filter.variants.flatMap((variant) => {
      const { proofs = [] } = 'error' in variant ? {} : variant;
      return proofs.map((proof): OpenProof => ({ filter, pipeline: variant.pipeline, proof }));
    }),
  );
  if (all.length === 0) {
    return null;
  }
  const proofs = all.map(({ proof }) => proof);
  return {
    steps: summarizeProofs(proofs),
    total: summarizeAll('all', proofs),
    open: all.filter(({ proof }) => proof.outcome !== 'equivalent'),
  };
}

/** The figures in one sentence. */
export function proofSentence({ total }: ProofFigures): string {
  const { applications, proved, unknown, disproved, median } = total;
  const wrong = disproved === 0 ? '' : `, **${disproved} wrong**`;
  return `Proved: ${proved} of ${applications} steps keep the meaning of the filter, ${unknown} unknown${wrong}; median ${median.toFixed(2)} ms.`;
}
