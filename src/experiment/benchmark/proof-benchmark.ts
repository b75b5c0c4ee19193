import {
  isLowering,
  type ProofSummary,
  summarizeAll,
  summarizeProofs,
} from '../../artifact/results/proof-summary.ts';
import type { StepProof } from '../../artifact/results/results.ts';
import { PROOF_METHODS } from '../../prove/equivalence/decide.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import { codedMessage } from '../matrix/coded-message.ts';
import { type ProveOptions, proveFilter } from '../matrix/prove-filter.ts';
import type { OnProgress } from '../progress.ts';
import { formatColumns } from './columns.ts';
import { type Limit, limitOf, limitTable } from './limits.ts';

/** What to prove. */
export interface ProofBenchmarkOptions extends ProveOptions {
  readonly filters: readonly CorpusFilter[];
  /** A pipeline, by name or as text. */
  readonly passes: string;
  readonly onProgress?: OnProgress;
}

/** A step that is wrong, or of which it is not known whether it is right. */
export interface OpenStep {
  readonly filter: CorpusFilter;
  readonly proof: StepProof;
}

/** The answer of {@link benchmarkProofs}. */
export interface ProofBenchmark {
  /** `null` where there was none. */
  readonly solver: string | null;
  readonly passes: string;
  readonly semantics: string;
  readonly filters: number;
  /** The filters that could not be compiled, and why. */
  readonly refused: readonly { readonly filter: CorpusFilter; readonly message: string }[];
  /** A row for each pass and for the lowering. */
  readonly steps: readonly ProofSummary[];
  /** All applications of passes together, without the lowering. */
  readonly total: ProofSummary;
  readonly open: readonly OpenStep[];
  readonly limits: readonly Limit[];
}

/** What the proofs of all applications of passes have to keep. */
const LIMITS = { wrong: 0, unknownPercent: 1, medianMilliseconds: 50 };

/** Proves every step of the compilation of each filter, one after the other. */
export async function benchmarkProofs(options: ProofBenchmarkOptions): Promise<ProofBenchmark> {
  const { filters, passes, compile, solver, onProgress } = options;
  const proofs: StepProof[] = [];
  const open: OpenStep[] = [];
  const refused: { readonly filter: CorpusFilter; readonly message: string }[] = [];
  for (const [done, filter] of filters.entries()) {
    onProgress?.({ done, total: filters.length, label: filter.expression });
    try {
      for (const proof of await proveFilter(filter, passes, options)) {
        proofs.push(proof);
        if (proof.outcome !== 'equivalent') {
          open.push({ filter, proof });
        }
      }
    } catch (error) {
      refused.push({ filter, message: codedMessage(error) });
    }
  }
  const total = summarizeAll(
    'all passes',
    proofs.filter((proof) => !isLowering(proof)),
  );
  return {
    solver: solver?.name ?? null,
    passes,
    semantics: compile.semantics ?? 'strict',
    filters: filters.length,
    refused,
    steps: summarizeProofs(proofs),
    total,
    open,
    limits: limitsOf(total, open),
  };
}

function limitsOf(total: ProofSummary, open: readonly OpenStep[]): readonly Limit[] {
  const wrong = open.filter(({ proof }) => proof.outcome === 'different').length;
  const unknown = (100 * total.unknown) / Math.max(1, total.changed);
  return [
    limitOf('wrong steps', wrong, LIMITS.wrong),
    limitOf('unknown of those that changed something: %', unknown, LIMITS.unknownPercent),
    limitOf('median of those that changed something: ms', total.median, LIMITS.medianMilliseconds),
  ];
}

/** The answer as text: a row for each step, what is open, and whether the limits hold. */
export function proofBenchmarkTable(benchmark: ProofBenchmark): string {
  const { solver, filters, refused, steps, total, open, limits, passes, semantics } = benchmark;
  const head = `${filters} filters, ${refused.length} of them refused; ${passes}, ${semantics}; ${solver ?? 'no solver'}`;
  const rest = open.map(
    ({ filter, proof }) => `${proof.outcome}: ${proof.step}, ${filter.id}: ${proof.note}`,
  );
  return `${[head, '', proofTable([...steps, total]), ...rest, '', limitTable(limits)].join('\n')}\n`;
}

/** The summaries as text, a line each. */
export function proofTable(summaries: readonly ProofSummary[]): string {
  return formatColumns(
    'step | applied | changed | canonical | diagrams | paths | solver | unknown | wrong | median ms | longest | all ms',
    summaries.map(({ step, applications, changed, methods, unknown, disproved, ...times }) => [
      step,
      ...[applications, changed].map(String),
      ...PROOF_METHODS.map((method) => String(methods[method] ?? 0)),
      ...[unknown, disproved].map(String),
      ...[times.median, times.longest, times.milliseconds].map((time) => time.toFixed(2)),
    ]),
    1,
  );
}
