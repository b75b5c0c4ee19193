import { knownPasses } from '../../compiler/build-pipeline.ts';
import type { Config } from '../../compiler/plugin.ts';
import type { Semantics } from '../../pass/pass.ts';
import { languageNamed } from '../../source/sources.ts';
import type { Random } from '../../support/random.ts';
import { TARGETS } from '../../target/targets.ts';
import { reduceFinding } from '../reduce/reduce.ts';
import { CodeRunner } from '../trial/code-runner.ts';
import type { TrialRun } from '../trial/run-trial.ts';
import { packetsOfOptimized } from '../trial/search-failure.ts';
import {
  type Finding,
  TRIAL_ENGINES,
  type TrialEngine,
  type TrialOptions,
} from '../trial/trial.ts';
import { startTrial } from '../trial/try-trial.ts';
import { directedPackets } from './directed/directed-packets.ts';
import {
  type CaseKind,
  caseRandom,
  type FuzzCase,
  randomCase,
  randomPipeline,
} from './random-case.ts';

/** What to fuzz, and how long. */
export interface FuzzOptions {
  /** A u32. Default: 1. */
  readonly seed?: number;
  /** The number of random filters. Default: no limit. */
  readonly count?: number;
  /** The time in seconds after which no case is begun. Default: 60 without `count`, else no limit. */
  readonly seconds?: number;
  readonly engines?: readonly TrialEngine[];
  /** Names of pipelines, or passes as text; `random` is another one each time. */
  readonly pipelines?: readonly string[];
  readonly config?: Config;
  readonly semantics?: Semantics;
  /** What to make filters of. Default: expressions, classic BPF and IR. */
  readonly kinds?: readonly CaseKind[];
  /** Filters to try before the random ones. */
  readonly corpus?: readonly FuzzCase[];
  /** After so many findings it stops. Default: 5. */
  readonly maxFindings?: number;
  /** The most trials to spend on reducing one finding. Default: 2,000. */
  readonly reduceBudget?: number;
  readonly onProgress?: (progress: FuzzProgress) => void;
}

/** How far fuzzing has come. */
export interface FuzzProgress {
  /** Filters, those included that do not compile. */
  readonly cases: number;
  readonly findings: number;
  /** Wall-clock time in seconds. */
  readonly seconds: number;
}

/** What fuzzing has done and found. */
export interface FuzzResult {
  readonly seed: number;
  readonly cases: number;
  /** Of them, the filters that the front end refused: no finding. */
  readonly refused: number;
  /** How often a pipeline's code was run on a filter's packets and compared. */
  readonly comparisons: number;
  /** The verdicts compared. */
  readonly verdicts: number;
  /** Reduced; no two that look the same. */
  readonly findings: readonly Finding[];
  /** Wall-clock time in seconds. */
  readonly seconds: number;
}

export const DEFAULT_FUZZ_PIPELINES: readonly string[] = ['O0', 'O1', 'O2', 'O3', 'random'];

const DEFAULT_SECONDS = 60;
const DEFAULT_MAX_FINDINGS = 5;

/** Packets for each filter, and for each way to optimize it besides. */
const PACKETS = { reference: 48, optimized: 32 } as const;

/**
 * Compiles random filters in many ways, each for one of the targets, and runs them on packets made for
 * them; each verdict must be that of the unoptimized IR on the reference interpreter. What fails is reduced. Two runs with one
 * seed find the same, as far as both come.
 */
export async function fuzz(options: FuzzOptions = {}): Promise<FuzzResult> {
  const fuzzer = new Fuzzer(options);
  try {
    await fuzzer.run();
  } finally {
    fuzzer.close();
  }
  return fuzzer.result;
}

class Fuzzer {
  readonly #options: FuzzOptions;
  readonly #runner = new CodeRunner();
  readonly #start = performance.now();
  readonly #findings: Finding[] = [];
  readonly #seed: number;
  #cases = 0;
  #refused = 0;
  #comparisons = 0;
  #verdicts = 0;

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#seed = options.seed ?? 1;
  }

  get result(): FuzzResult {
    return {
      seed: this.#seed,
      cases: this.#cases,
      refused: this.#refused,
      comparisons: this.#comparisons,
      verdicts: this.#verdicts,
      findings: this.#findings,
      seconds: this.#seconds,
    };
  }

  async run(): Promise<void> {
    const { corpus = [], kinds, onProgress } = this.#options;
    while (this.#goesOn()) {
      const random = caseRandom(this.#seed, this.#cases);
      await this.#try(corpus[this.#cases] ?? randomCase(random, kinds), random);
      this.#cases += 1;
      const progress = { cases: this.#cases, findings: this.#findings.length };
      onProgress?.({ ...progress, seconds: this.#seconds });
    }
  }

  close(): void {
    this.#runner.close();
  }

  get #seconds(): number {
    return (performance.now() - this.#start) / 1_000;
  }

  #goesOn(): boolean {
    const { count, seconds, maxFindings = DEFAULT_MAX_FINDINGS } = this.#options;
    const limit = seconds ?? (count === undefined ? DEFAULT_SECONDS : Number.POSITIVE_INFINITY);
    return (
      this.#cases < (count ?? Number.POSITIVE_INFINITY) &&
      this.#seconds < limit &&
      this.#findings.length < maxFindings &&
      // Each further filter would take its time to show the same.
      !this.#findings.some(({ failure }) => failure.kind === 'endless')
    );
  }

  async #try({ source, options }: FuzzCase, random: Random): Promise<void> {
    const { config = {}, semantics = 'strict' } = this.#options;
    const trial = { source, options: { ...options, config, semantics, ...this.#target() } };
    const started = startTrial(trial, this.#runner);
    if (started.kind === 'refused') {
      this.#refused += 1;
    } else if (started.kind === 'crash') {
      const whole = { ...trial, passes: '', engine: 'interpreter' } as const;
      await this.#report({ trial: whole, ...started.discrepancy });
    } else {
      const finding = await this.#checkRun(started.run, random);
      if (finding !== null) {
        const { passes, engine, ...discrepancy } = finding;
        await this.#report({ trial: { ...trial, passes, engine }, ...discrepancy });
      }
    }
  }

  /** What this case's passes are told, on every engine: the targets take turns. */
  #target(): Pick<TrialOptions, 'target'> {
    const target = TARGETS[this.#cases % TARGETS.length];
    return target === undefined ? {} : { target: target.name };
  }

  /** The first failure of one filter. Others would most probably be the same mistake. */
  async #checkRun(run: TrialRun, random: Random): Promise<CaseFinding | null> {
    const { pipelines = DEFAULT_FUZZ_PIPELINES, engines = TRIAL_ENGINES, config } = this.#options;
    const packets = directedPackets(run.reference.filter, random, {
      limit: PACKETS.reference,
    });
    const names = pipelines.map((name) =>
      name === 'random' ? randomPipeline(random, knownPasses(config)) : name,
    );
    const own = engines.filter((engine) => engine !== 'original');
    const variants = [
      ...(own.length < engines.length ? [{ passes: '', engine: 'original' as const }] : []),
      ...names.flatMap((passes) => own.map((engine) => ({ passes, engine }))),
    ];
    const more = new Map(
      names.map((passes) => [
        passes,
        packetsOfOptimized(run, { passes }, { limit: PACKETS.optimized, random }),
      ]),
    );
    for (const variant of variants) {
      const all = [...packets, ...(more.get(variant.passes) ?? [])];
      this.#comparisons += 1;
      this.#verdicts += all.length;
      const found = await run.check(variant, all);
      if (found !== null) {
        return { ...variant, ...found };
      }
    }
    return null;
  }

  async #report(finding: Finding): Promise<void> {
    const reduced = await reduceFinding(finding, {
      runner: this.#runner,
      toIr: languageNamed(finding.trial.source.kind).isReducedAsIr,
      ...(this.#options.reduceBudget === undefined ? {} : { budget: this.#options.reduceBudget }),
    });
    if (!this.#findings.some((known) => looksAlike(known, reduced))) {
      this.#findings.push(reduced);
    }
  }
}

type CaseFinding = Omit<Finding, 'trial'> & Pick<Finding['trial'], 'passes' | 'engine'>;

/** Whether two reduced findings are probably one mistake. */
function looksAlike(a: Finding, b: Finding): boolean {
  return (
    a.failure.kind === b.failure.kind &&
    a.trial.engine === b.trial.engine &&
    a.trial.passes === b.trial.passes &&
    a.trial.source.kind === b.trial.source.kind
  );
}
