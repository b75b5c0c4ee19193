import type { Config, Extension } from '../../compiler/plugin.ts';
import { pluginOf, pluginsOf } from '../../compiler/plugins-of.ts';
import { ENGINES } from '../../engine/engines.ts';
import type { Semantics } from '../../pass/pass.ts';
import { SAMPLE_NETMASK } from '../../source/sample-netmask.ts';
import { sourceIn } from '../../source/sources.ts';
import { type BisectResult, bisect } from '../bisect/bisect.ts';
import { type FuzzOptions, type FuzzResult, fuzz } from '../fuzz/fuzz.ts';
import { reduceFinding } from '../reduce/reduce.ts';
import { openSolver } from '../solver/open-solver.ts';
import { CodeRunner, runsHere } from '../trial/code-runner.ts';
import { passesOnly } from '../trial/explicit-passes.ts';
import type { Finding } from '../trial/trial.ts';
import { startTrial } from '../trial/try-trial.ts';
import {
  type Ablation,
  type CheckedFilter,
  type CheckedTrace,
  measureAblation,
} from './ablation.ts';
import { type CorpusProofs, proveOverCorpus } from './corpus-proofs.ts';
import { type PluginPipelines, pipelinesFor } from './pipelines.ts';

/** What to check, and on what. */
export interface CheckPassOptions {
  readonly plugin: Extension;
  /** The filters that people use; expressions that do not compile are passed over. */
  readonly filters: readonly CheckedFilter[];
  /** The packets by which it is measured what the passes gain. */
  readonly traces: readonly CheckedTrace[];
  /** Default: `strict`. */
  readonly semantics?: Semantics;
  /** What random filters start from, a u32. Default: 1. */
  readonly seed?: number;
  /** The time for random filters in seconds. Default: 10 without `count`, else no limit. */
  readonly seconds?: number;
  /** The number of random filters. Default: no limit. */
  readonly count?: number;
  /** The time for proofs over the corpus in seconds, 0 for none. Default: 60. */
  readonly proofSeconds?: number;
  readonly onProgress?: (stage: CheckStage, done: number, total: number) => void;
}

/** What is being done. */
export type CheckStage = 'corpus' | 'random filters' | 'proofs' | 'ablation';

/** A failure, with the application of a pass that it begins with. */
export interface ExplainedFinding {
  readonly finding: Finding;
  readonly bisected: BisectResult;
}

/** The answer about a plugin's passes. */
export interface CheckPassResult {
  readonly plugin: string;
  readonly passes: readonly { readonly name: string; readonly summary: string }[];
  readonly pipelines: PluginPipelines;
  readonly semantics: Semantics;
  /** `refused`: there are findings. */
  readonly verdict: 'accepted' | 'refused';
  /** The corpus, then random filters; not the second where the first has findings. */
  readonly corpus: FuzzResult;
  readonly random: FuzzResult | null;
  /** `null` where there are findings before, or no time for it. */
  readonly proofs: CorpusProofs | null;
  readonly findings: readonly ExplainedFinding[];
  /** What the passes gain and cost; `null` where they are refused. */
  readonly ablation: Ablation | null;
}

const DEFAULT_SECONDS = 10;
const DEFAULT_PROOF_SECONDS = 60;

/** One mistake shows that a pass is wrong; a second is there for when they differ. */
const MAX_FINDINGS = 2;

/** What is the same for all stages. */
interface Check {
  readonly options: CheckPassOptions;
  readonly pipelines: PluginPipelines;
  readonly config: Config;
  readonly semantics: Semantics;
  readonly runner: CodeRunner;
}

/**
 * Checks the passes of a plugin in each place where they may stand: the IR's invariants after each
 * application and every verdict, on a corpus and on random filters; proofs over the corpus; then what
 * they gain. After a stage that finds a mistake there is no other.
 *
 * @throws NoPassError where the plugin brings no pass.
 */
export async function checkPass(options: CheckPassOptions): Promise<CheckPassResult> {
  const { semantics = 'strict' } = options;
  const plugin = pluginOf(options.plugin);
  const pipelines = pipelinesFor(plugin);
  const config = passesOnly({ plugins: [plugin] });
  const runner = new CodeRunner();
  const check: Check = { options, pipelines, config, semantics, runner };
  try {
    const corpus = await fuzzCorpus(check);
    const random = corpus.findings.length > 0 ? null : await fuzzRandomly(check);
    const found = [...corpus.findings, ...(random?.findings ?? [])];
    const proved = found.length > 0 ? null : await prove(check);
    const findings = [...found, ...(proved?.findings ?? [])];
    const isRefused = findings.length > 0;
    return {
      plugin: plugin.name,
      passes: pluginsOf(config.plugins ?? [])
        .flatMap(({ passes = [] }) => passes)
        .map(({ name, summary }) => ({ name, summary })),
      pipelines,
      semantics,
      verdict: isRefused ? 'refused' : 'accepted',
      corpus,
      random,
      proofs: proved?.proofs ?? null,
      findings: await explain(findings, runner),
      ablation: isRefused ? null : ablate(check),
    };
  } finally {
    runner.close();
  }
}

function fuzzCorpus(check: Check): Promise<FuzzResult> {
  const { filters, onProgress } = check.options;
  return fuzz({
    ...fuzzOptions(check),
    corpus: filters.map(({ expression, dlt, from }) => ({
      source: sourceIn(expression, from),
      options: { dlt, netmask: SAMPLE_NETMASK },
    })),
    count: filters.length,
    onProgress: ({ cases }) => onProgress?.('corpus', cases, filters.length),
  });
}

function fuzzRandomly(check: Check): Promise<FuzzResult> {
  const { seconds, count, onProgress } = check.options;
  const shared = fuzzOptions(check);
  const limit = seconds ?? (count === undefined ? DEFAULT_SECONDS : undefined);
  return fuzz({
    ...shared,
    pipelines: [...(shared.pipelines ?? []), 'random'],
    ...(limit === undefined ? {} : { seconds: limit }),
    ...(count === undefined ? {} : { count }),
    onProgress: (progress) =>
      count === undefined
        ? onProgress?.('random filters', Math.round(progress.seconds), limit ?? 0)
        : onProgress?.('random filters', progress.cases, count),
  });
}

function fuzzOptions({ options, pipelines, config, semantics }: Check): FuzzOptions {
  return {
    semantics,
    config,
    seed: options.seed ?? 1,
    engines: ENGINES.filter(runsHere).map(({ name }) => name),
    pipelines: pipelines.tried.map(({ passes }) => passes),
    maxFindings: MAX_FINDINGS,
  };
}

async function prove({ options, ...check }: Check): Promise<{
  readonly proofs: CorpusProofs | null;
  readonly findings: readonly Finding[];
}> {
  const { filters, proofSeconds: seconds = DEFAULT_PROOF_SECONDS, onProgress } = options;
  if (seconds === 0) {
    return { proofs: null, findings: [] };
  }
  const solver = await openSolver();
  try {
    const { proofs, finding } = await proveOverCorpus({
      ...check,
      filters,
      solver,
      seconds,
      onProgress: (done, total) => onProgress?.('proofs', done, total),
    });
    const { runner } = check;
    return { proofs, findings: finding === null ? [] : [await reduceFinding(finding, { runner })] };
  } finally {
    solver?.close();
  }
}

function ablate({ options, pipelines, config, semantics, runner }: Check): Ablation {
  const { filters, traces, onProgress } = options;
  const compiles = ({ expression, dlt, from }: CheckedFilter): boolean =>
    startTrial(
      {
        source: sourceIn(expression, from),
        options: { dlt, netmask: SAMPLE_NETMASK },
      },
      runner,
    ).kind === 'run';
  return measureAblation({
    filters: filters.filter(compiles),
    traces,
    pipelines: pipelines.ablation,
    config,
    semantics,
    onProgress: (done, total) => onProgress?.('ablation', done, total),
  });
}

async function explain(
  findings: readonly Finding[],
  runner: CodeRunner,
): Promise<readonly ExplainedFinding[]> {
  const explained: ExplainedFinding[] = [];
  for (const finding of findings) {
    explained.push({ finding, bisected: await bisect(finding, runner) });
  }
  return explained;
}
