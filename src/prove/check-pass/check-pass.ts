import type { Plugin } from '../../compiler/plugin.ts';
import type { Semantics } from '../../pass/pass.ts';
import { type BisectResult, bisect } from '../bisect/bisect.ts';
import { type FuzzOptions, type FuzzResult, fuzz } from '../fuzz/fuzz.ts';
import { CodeRunner } from '../trial/code-runner.ts';
import { passesOnly } from '../trial/explicit-passes.ts';
import type { Finding } from '../trial/trial.ts';
import {
  type Ablation,
  type CheckedFilter,
  type CheckedTrace,
  measureAblation,
} from './ablation.ts';
import { type PluginPipelines, pipelinesFor } from './pipelines.ts';

/** What to check, and on what. */
export interface CheckPassOptions {
  readonly plugin: Plugin;
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
  readonly onProgress?: (stage: CheckStage, done: number, total: number) => void;
}

/** What is being done. */
export type CheckStage = 'corpus' | 'random filters' | 'ablation';

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
  readonly findings: readonly ExplainedFinding[];
  /** What the passes gain and cost; `null` where they are refused. */
  readonly ablation: Ablation | null;
}

const DEFAULT_SECONDS = 10;

/** One mistake shows that a pass is wrong; a second is there for when they differ. */
const MAX_FINDINGS = 2;

/**
 * Checks the passes of a plugin: the IR's invariants after each application and every verdict, on a
 * corpus and on random filters, in each place where the passes may stand; then what they gain.
 *
 * @throws NoPassError where the plugin brings no pass.
 */
export async function checkPass(options: CheckPassOptions): Promise<CheckPassResult> {
  const { plugin, filters, traces, semantics = 'strict', onProgress } = options;
  const pipelines = pipelinesFor(plugin);
  const config = passesOnly({ plugins: [plugin] });
  const shared: FuzzOptions = {
    semantics,
    config,
    seed: options.seed ?? 1,
    engines: ['interpreter', 'cbpf-vm'],
    pipelines: pipelines.tried.map(({ passes }) => passes),
    maxFindings: MAX_FINDINGS,
  };
  const corpus = await fuzz({
    ...shared,
    corpus: filters.map(({ expression, dlt }) => ({
      source: { kind: 'pcap-filter', text: expression },
      options: { dlt, netmask: 0xffff_ff00 },
    })),
    count: filters.length,
    onProgress: ({ cases }) => onProgress?.('corpus', cases, filters.length),
  });
  const random = corpus.findings.length > 0 ? null : await fuzzRandomly(shared, options);
  const findings = [...corpus.findings, ...(random?.findings ?? [])];
  const refused = findings.length > 0;
  onProgress?.('ablation', 0, 1);
  return {
    plugin: plugin.name,
    passes: (config.plugins?.[0]?.passes ?? []).map(({ name, summary }) => ({ name, summary })),
    pipelines,
    semantics,
    verdict: refused ? 'refused' : 'accepted',
    corpus,
    random,
    findings: await explain(findings),
    ablation: refused
      ? null
      : measureAblation({ filters, traces, pipelines: pipelines.ablation, config, semantics }),
  };
}

function fuzzRandomly(
  shared: FuzzOptions,
  { seconds, count, onProgress }: CheckPassOptions,
): Promise<FuzzResult> {
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

async function explain(findings: readonly Finding[]): Promise<readonly ExplainedFinding[]> {
  const runner = new CodeRunner();
  try {
    const explained: ExplainedFinding[] = [];
    for (const finding of findings) {
      explained.push({ finding, bisected: await bisect(finding, runner) });
    }
    return explained;
  } finally {
    runner.close();
  }
}
