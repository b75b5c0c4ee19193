import type {
  CompiledVariant,
  ExecutedCounts,
  FilterEntry,
  Finding,
  PipelineEntry,
  StepProof,
  TimingEntry,
  VariantEntry,
} from '../../artifact/results/results.ts';
import type { Engine } from '../../engine/engine.ts';
import { countingEngineFor } from '../../engine/engines.ts';
import type { Solver } from '../../prove/solver/solver.ts';
import { MAIN_TARGET } from '../../target/targets.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import type { LoadedTrace } from '../input/trace-file.ts';
import { compileVariants, isFailed, type Variant, type VariantOptions } from './compile-variant.ts';
import { runCounting, runOver } from './execute.ts';
import type { PreparedExperiment } from './prepare.ts';
import { proveFilter } from './prove-filter.ts';
import { loadRunners, type Runner } from './runner.ts';
import { timeRunners } from './time-runners.ts';
import { isTimed, type TimingPlan } from './timing-plan.ts';
import { VerdictCheck } from './verdict-check.ts';

/** What counts instructions. */
const COUNTER = countingEngineFor(MAIN_TARGET.name);

/** What an experiment does with one filter. */
export interface FilterTask {
  readonly prepared: PreparedExperiment;
  /** The engines whose verdicts are compared, all of which can run here. */
  readonly compared: readonly Engine[];
  /** `null` measures no times of execution. */
  readonly timing: TimingPlan | null;
  /** What proofs are made with; `null` where nothing is to be proved. */
  readonly proving: { readonly solver: Solver | null } | null;
}

/** The results of one filter. */
export interface MeasuredFilter {
  readonly entry: FilterEntry;
  readonly findings: readonly Finding[];
}

const DEFAULT_REPETITIONS = 5;

/** The time that the solver has for one step, in milliseconds. */
const PROOF_TIMEOUT = 10_000;

/** Compiles one filter with all pipelines, and measures the code on the traces of its link type. */
export async function measureFilter(
  filter: CorpusFilter,
  task: FilterTask,
): Promise<MeasuredFilter> {
  const { config, pipelines, compile, subject } = task.prepared;
  const outcomes = compileVariants(filter, pipelines, (pipeline) => ({
    compile,
    repetitions: config.repetitions ?? DEFAULT_REPETITIONS,
    keep: keptOf(pipeline, subject),
  }));
  const variants = outcomes.filter((outcome): outcome is Variant => !isFailed(outcome));
  const measurement = new Measurement(filter, task);
  measurement.count(variants);
  await measurement.run(variants);
  const entries: VariantEntry[] = [];
  for (const outcome of outcomes) {
    entries.push(
      isFailed(outcome)
        ? outcome
        : { ...measurement.entryOf(outcome), ...(await proofsOf(filter, outcome, task)) },
    );
  }
  return { entry: { ...filter, variants: entries }, findings: measurement.check.findings };
}

/** Reports show the code of peers beside that of the subject, and how that came about. */
function keptOf({ name, peer }: PipelineEntry, subject: string): VariantOptions['keep'] {
  if (name === subject) {
    return 'stages';
  }
  return peer ? 'listings' : 'nothing';
}

/** The proofs of a pipeline of ours, where they are asked for. */
async function proofsOf(
  filter: CorpusFilter,
  { pipeline }: Variant,
  { prepared: { compile }, proving }: FilterTask,
): Promise<{ readonly proofs?: readonly StepProof[] }> {
  if (proving === null || pipeline.peer) {
    return {};
  }
  const proofs = await proveFilter(filter, pipeline.text, {
    compile,
    solver: proving.solver,
    milliseconds: PROOF_TIMEOUT,
  });
  return { proofs };
}

/** What is measured of the code for one filter. */
class Measurement {
  readonly check: VerdictCheck;
  readonly #task: FilterTask;
  readonly #traces: readonly LoadedTrace[];
  readonly #executed = new Map<Variant, ExecutedCounts[]>();
  readonly #timing = new Map<Variant, TimingEntry[]>();

  constructor({ id, dlt }: CorpusFilter, task: FilterTask) {
    this.check = new VerdictCheck(id);
    this.#task = task;
    this.#traces = task.prepared.traces.filter((trace) => trace.dlt === dlt);
  }

  /** The results of one variant, after everything was measured. */
  entryOf(variant: Variant): CompiledVariant {
    return {
      pipeline: variant.pipeline.name,
      ...variant.made,
      executed: this.#executed.get(variant) ?? [],
      timing: this.#timing.get(variant) ?? [],
    };
  }

  /** Counts what each variant executes. The first is the one to which all others are held. */
  count(variants: readonly Variant[]): void {
    for (const variant of variants) {
      const code = variant.code.get(MAIN_TARGET.name);
      if (code !== undefined && COUNTER !== null) {
        const filter = COUNTER.loadCounting(code);
        const runs = this.#traces.map((trace) => runCounting(filter, trace));
        this.#executed.set(
          variant,
          runs.map(({ counts }) => counts),
        );
        for (const { counts, verdicts } of runs) {
          this.check.add(counts.trace, verdicts, { variant, engine: COUNTER });
        }
      }
    }
  }

  /** Compares engines, and times them, as far as the task asks for it. */
  async run(variants: readonly Variant[]): Promise<void> {
    const { compared, timing } = this.#task;
    const engines = new Set([...compared, ...(timing?.engines ?? [])]);
    const loaded = loadRunners(variants, [...engines]);
    try {
      for (const refusal of loaded.refusals) {
        this.check.refused(refusal);
      }
      this.#compare(loaded.runners.filter(({ engine }) => compared.includes(engine)));
      if (timing !== null) {
        await this.#time(loaded.runners, timing);
      }
    } finally {
      loaded.close();
    }
  }

  /** Counting has shown the verdicts of the engine that counts already. */
  #compare(runners: readonly Runner[]): void {
    for (const { variant, engine, loaded } of runners.filter(
      (runner) => runner.engine !== COUNTER,
    )) {
      for (const trace of this.#traces) {
        this.check.add(trace.entry.name, runOver(loaded, trace), { variant, engine });
      }
    }
  }

  /** All that run one trace are timed side by side, in one suite. */
  async #time(runners: readonly Runner[], plan: TimingPlan): Promise<void> {
    const chosen = runners.filter(({ variant, engine }) => isTimed(plan, variant.pipeline, engine));
    for (const { entry, timed } of this.#traces.filter((trace) =>
      plan.traces.has(trace.entry.name),
    )) {
      const statistics = await timeRunners(chosen, timed, plan.seconds);
      for (const [index, { variant, engine }] of chosen.entries()) {
        const found = statistics[index];
        if (found !== undefined) {
          const entries = this.#timing.get(variant) ?? [];
          entries.push({ trace: entry.name, engine: engine.name, ...found });
          this.#timing.set(variant, entries);
        }
      }
    }
  }
}
