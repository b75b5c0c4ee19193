import { isLoweringStep } from '../../prove/equivalence/prove-lowering.ts';
import { formatColumns } from '../benchmark/columns.ts';
import type { StepProof } from '../results.ts';
import { quantile } from '../statistics.ts';

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

/** Sums up proofs by step: the passes in the order in which they first come, then the lowerings. */
export function summarizeProofs(proofs: readonly StepProof[]): readonly ProofSummary[] {
  const steps = new Map<string, StepProof[]>();
  for (const proof of proofs) {
    const known = steps.get(proof.step);
    if (known === undefined) {
      steps.set(proof.step, [proof]);
    } else {
      known.push(proof);
    }
  }
  return [...steps]
    .toSorted(([a], [b]) => Number(isLoweringStep(a)) - Number(isLoweringStep(b)))
    .map(([step, ofStep]) => summarizeAll(step, ofStep));
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
    median: times.length === 0 ? 0 : quantile(times, 0.5),
    longest: times.at(-1) ?? 0,
    milliseconds: proofs.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
  };
}

/** The summaries as text, a line each. */
export function proofTable(summaries: readonly ProofSummary[]): string {
  return formatColumns(
    [
      'step',
      'applied',
      'changed',
      'canonical',
      'paths',
      'solver',
      'unknown',
      'wrong',
      'median ms',
      'longest',
      'all ms',
    ],
    summaries.map(({ step, applications, changed, methods, unknown, disproved, ...times }) => [
      step,
      ...[applications, changed].map(String),
      ...['canonical', 'paths', 'solver'].map((method) => String(methods[method] ?? 0)),
      ...[unknown, disproved].map(String),
      ...[times.median, times.longest, times.milliseconds].map((time) => time.toFixed(2)),
    ]),
    1,
  );
}
