import { compile } from '../../compiler/compile.ts';
import type { Config } from '../../compiler/plugin.ts';
import type { Semantics } from '../../pass/pass.ts';
import { withinTime } from '../../project/within-time.ts';
import { SAMPLE_NETMASK } from '../../source/sample-netmask.ts';
import { sourceIn } from '../../source/sources.ts';
import { type ApplicationProof, PassProver } from '../equivalence/prove-passes.ts';
import type { Solver } from '../solver/solver.ts';
import type { CodeRunner } from '../trial/code-runner.ts';
import type { Finding, Trial } from '../trial/trial.ts';
import { startTrial } from '../trial/try-trial.ts';
import type { CheckedFilter } from './ablation.ts';
import type { PluginPipelines } from './pipelines.ts';

/** What is proved of the passes of a plugin over a corpus. */
export interface CorpusProofs {
  /** The applications that changed a filter and that were tried. */
  readonly applications: number;
  readonly proved: number;
  /** In the order of the corpus. */
  readonly unknown: readonly UnprovedApplication[];
  /** Filters that were not tried, since time was up; each counts once for each pipeline. */
  readonly skipped: number;
  /** The name of the solver; `null` where there is none. */
  readonly solver: string | null;
  /** The median time for an application, in milliseconds; `null` where there is none. */
  readonly median: number | null;
}

/** An application of a pass of which it is not known whether it is right. */
export interface UnprovedApplication {
  readonly expression: string;
  readonly pass: string;
  readonly reason: string;
}

/** What the proofs need. */
export interface ProofInput {
  readonly filters: readonly CheckedFilter[];
  readonly pipelines: PluginPipelines;
  readonly config: Config;
  readonly semantics: Semantics;
  readonly solver: Solver | null;
  readonly runner: CodeRunner;
  /** The time after which no filter is begun, in seconds. */
  readonly seconds: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The time that the solver has for one application, in milliseconds. */
const TIME_FOR_ONE = 3_000;

/**
 * Proves each application of a plugin's passes that changes a filter of the corpus: the filter before
 * against the one after. Stops at the first that is wrong, which is the finding.
 */
export async function proveOverCorpus(
  input: ProofInput,
): Promise<{ readonly proofs: CorpusProofs; readonly finding: Finding | null }> {
  const collection = new ProofCollection(input);
  const finding = await collection.run();
  return { proofs: collection.result, finding };
}

class ProofCollection {
  readonly #input: ProofInput;
  readonly #names: ReadonlySet<string>;
  readonly #times: number[] = [];
  readonly #unknown: UnprovedApplication[] = [];
  #proved = 0;
  #skipped = 0;

  constructor(input: ProofInput) {
    this.#input = input;
    this.#names = new Set(input.pipelines.names);
  }

  get result(): CorpusProofs {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return {
      applications: this.#times.length,
      proved: this.#proved,
      unknown: this.#unknown,
      skipped: this.#skipped,
      solver: this.#input.solver?.name ?? null,
      median: sorted[Math.floor(sorted.length / 2)] ?? null,
    };
  }

  async run(): Promise<Finding | null> {
    const { filters, pipelines, seconds, onProgress } = this.#input;
    const end = performance.now() + 1_000 * seconds;
    const tasks = pipelines.tried.flatMap(({ passes }) =>
      filters.map((filter) => ({ ...filter, passes })),
    );
    for (const [index, task] of tasks.entries()) {
      onProgress?.(index, tasks.length);
      if (performance.now() > end) {
        this.#skipped = tasks.length - index;
        return null;
      }
      const finding = await this.#prove(task);
      if (finding !== null) {
        return finding;
      }
    }
    return null;
  }

  async #prove(task: CheckedFilter & { readonly passes: string }): Promise<Finding | null> {
    const { expression, dlt, from, passes } = task;
    const { config, semantics } = this.#input;
    const trial: Trial = {
      source: sourceIn(expression, from),
      options: { dlt, netmask: SAMPLE_NETMASK, config, semantics },
      passes,
      engine: 'interpreter',
    };
    if (startTrial(trial, this.#input.runner).kind !== 'run') {
      return null;
    }
    for (const proof of await this.#proofsOf(trial)) {
      const { answer, pass, application } = proof;
      this.#times.push(answer.milliseconds);
      if (answer.outcome === 'equivalent') {
        this.#proved += 1;
      } else if (answer.outcome === 'unknown') {
        this.#unknown.push({ expression, pass, reason: answer.reason });
      } else {
        const { packet, verdicts } = answer.counterexample;
        const [expected, actual] = verdicts;
        const failure = { kind: 'verdict', expected, actual } as const;
        return { trial: { ...trial, bisectLimit: application }, failure, packet };
      }
    }
    return null;
  }

  /** Of the applications that are the plugin's and changed something. */
  async #proofsOf({ source, options, passes }: Trial): Promise<readonly ApplicationProof[]> {
    const { solver, semantics } = this.#input;
    const prover = new PassProver({ solver, semantics, milliseconds: TIME_FOR_ONE });
    compile(source, {
      ...options,
      passes,
      verifyEach: true,
      guard: withinTime,
      onInput: prover.onInput,
      onPass: (filter, record) => {
        if (record.changed) {
          (this.#names.has(record.pass) ? prover.onPass : prover.onInput)(filter, record);
        }
      },
    });
    return await prover.proofs();
  }
}
