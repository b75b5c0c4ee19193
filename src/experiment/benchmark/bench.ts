import type { TimeSpread } from '../../artifact/results/results.ts';
import type { Extension } from '../../compiler/plugin.ts';
import { pluginsOf } from '../../compiler/plugins-of.ts';
import type { Engine } from '../../engine/engine.ts';
import { countingEngineFor, ENGINES, engineNamed } from '../../engine/engines.ts';
import type { Semantics } from '../../pass/pass.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import type { OwnPipeline } from '../input/pipelines.ts';
import {
  DEFAULT_PIPELINES,
  ownPipelines,
  PEER_PIPELINES,
  type PeerPipeline,
  peerPipelines,
} from '../input/pipelines.ts';
import type { LoadedTrace } from '../input/trace-file.ts';
import { compileVariants, isFailed, type Variant } from '../matrix/compile-variant.ts';
import { runCounting } from '../matrix/execute.ts';
import { loadRunners, type Runner } from '../matrix/runner.ts';
import { timeRunners } from '../matrix/time-runners.ts';
import { DEFAULT_SECONDS } from '../matrix/timing-plan.ts';
import type { OnProgress } from '../progress.ts';
import { type BenchMean, type BenchRow, meansOf, withRatios } from './bench-rows.ts';

/** What to benchmark. */
export interface BenchRequest {
  readonly filters: readonly CorpusFilter[];
  readonly traces: readonly LoadedTrace[];
  /** Names, passes as text, or peers such as `libpcap -O`. Default: `O0`, `O1`, `O2`, and `libpcap -O` if it is here. */
  readonly pipelines?: readonly string[];
  /** Names. Default: all that can run here. */
  readonly engines?: readonly string[];
  /** Pipelines may name their passes. */
  readonly plugins?: readonly Extension[];
  /** Default: `strict`. */
  readonly semantics?: Semantics;
  /** How long each row may take, in seconds. Default: 0.1. */
  readonly seconds?: number;
  /** Called before each filter, and once at the end. */
  readonly onProgress?: OnProgress;
}

/** Something that was asked for and could not be measured. */
export interface BenchOmission {
  /** The expression; `null` where it concerns all filters. */
  readonly filter: string | null;
  /** What is missing: a pipeline, an engine or a trace. */
  readonly subject: string;
  readonly reason: string;
}

/** The answer to a {@link BenchRequest}. */
export interface BenchResults {
  /** By filter, trace, engine and pipeline, in the order asked for. */
  readonly rows: readonly BenchRow[];
  readonly means: readonly BenchMean[];
  readonly omissions: readonly BenchOmission[];
}

/**
 * Times filters on the packets of captures: all engines and pipelines of one filter and trace side
 * by side, in one suite.
 *
 * @throws ConfigError for an unknown pipeline, EngineError for an unknown engine.
 */
export async function bench(request: BenchRequest): Promise<BenchResults> {
  const { filters, onProgress = () => {} } = request;
  const run = new BenchRun(request);
  for (const [done, filter] of filters.entries()) {
    onProgress({ done, total: filters.length, label: filter.expression });
    await run.measure(filter);
  }
  onProgress({ done: filters.length, total: filters.length, label: '' });
  const rows = withRatios(run.rows);
  return { rows, means: meansOf(rows), omissions: run.omissions };
}

/** Most of a benchmark's time goes into running; the code is needed once. */
const REPETITIONS = 1;

class BenchRun {
  readonly rows: Omit<BenchRow, 'ratio'>[] = [];
  readonly omissions: BenchOmission[] = [];
  readonly #request: BenchRequest;
  readonly #pipelines: readonly (OwnPipeline | PeerPipeline)[];
  readonly #engines: readonly Engine[];

  constructor(request: BenchRequest) {
    this.#request = request;
    this.#pipelines = pipelinesOf(request);
    const names = request.engines ?? ENGINES.map(({ name }) => name);
    const engines = names.map(engineNamed);
    for (const engine of engines) {
      const reason = engine.unavailable();
      if (reason !== null) {
        this.omissions.push({ filter: null, subject: engine.name, reason });
      }
    }
    this.#engines = engines.filter((engine) => engine.unavailable() === null);
  }

  async measure(filter: CorpusFilter): Promise<void> {
    const { traces, seconds = DEFAULT_SECONDS } = this.#request;
    const loaded = loadRunners(this.#compile(filter), this.#engines);
    try {
      for (const { engine, variant, message } of loaded.refusals) {
        this.#omit(filter, `${engine.name}, ${variant.pipeline.name}`, message);
      }
      for (const trace of traces) {
        if (trace.dlt === filter.dlt) {
          const times = await timeRunners(loaded.runners, trace.timed, seconds);
          this.#addRows(filter, trace, loaded.runners, times);
        } else {
          const reason = `its link type is ${trace.dlt ?? trace.entry.linktype}, not ${filter.dlt}`;
          this.#omit(filter, trace.entry.name, reason);
        }
      }
    } finally {
      loaded.close();
    }
  }

  #compile(filter: CorpusFilter): readonly Variant[] {
    const { semantics = 'strict', plugins = [] } = this.#request;
    const outcomes = compileVariants(filter, this.#pipelines, () => ({
      compile: { semantics, config: { plugins } },
      repetitions: REPETITIONS,
      keep: 'nothing',
    }));
    return outcomes.flatMap((outcome): readonly Variant[] => {
      if (isFailed(outcome)) {
        this.#omit(filter, outcome.pipeline, outcome.error.message);
        return [];
      }
      return [outcome];
    });
  }

  #omit({ expression }: CorpusFilter, subject: string, reason: string): void {
    this.omissions.push({ filter: expression, subject, reason });
  }

  #addRows(
    { expression }: CorpusFilter,
    trace: LoadedTrace,
    runners: readonly Runner[],
    times: readonly TimeSpread[],
  ): void {
    for (const [index, runner] of runners.entries()) {
      const time = times[index];
      if (time !== undefined) {
        this.rows.push({
          filter: expression,
          trace: trace.entry.name,
          pipeline: runner.variant.pipeline.name,
          engine: runner.engine.name,
          instructions: instructionsOf(runner),
          executed: executedOf(runner, trace),
          ...time,
        });
      }
    }
  }
}

function pipelinesOf({
  pipelines = usualPipelines(),
  plugins = [],
}: BenchRequest): readonly (OwnPipeline | PeerPipeline)[] {
  return pipelines.flatMap((name): readonly (OwnPipeline | PeerPipeline)[] => {
    const peer = PEER_PIPELINES.find((candidate) => candidate.name === name);
    return peer === undefined ? ownPipelines([name], pluginsOf(plugins), '--pipelines') : [peer];
  });
}

const usualPipelines = (): readonly string[] => [
  ...DEFAULT_PIPELINES,
  ...peerPipelines({})
    .filter(({ optimize }) => optimize)
    .map(({ name }) => name),
];

function instructionsOf({ variant, engine }: Runner): number | null {
  const code = variant.made.code.find(({ target }) => target === engine.accepts);
  return code === undefined || 'missing' in code ? null : code.instructions;
}

function executedOf({ variant, engine }: Runner, trace: LoadedTrace): number | null {
  const counter = countingEngineFor(engine.accepts);
  const code = variant.code.get(engine.accepts);
  return counter === null || code === undefined
    ? null
    : runCounting(counter.loadCounting(code), trace).counts.instructions;
}
