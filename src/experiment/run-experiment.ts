import {
  type EngineEntry,
  type ExperimentResults,
  type FilterEntry,
  type Finding,
  RESULTS_VERSION,
} from '../artifact/results/results.ts';
import type { Engine } from '../engine/engine.ts';
import { packageVersion } from '../project/package-root.ts';
import { openSolver } from '../prove/solver/open-solver.ts';
import { TARGETS } from '../target/targets.ts';
import type { Experiment } from './input/load-experiment.ts';
import { describeEnvironment } from './input/provenance.ts';
import { measureFilter } from './matrix/measure-filter.ts';
import { prepareExperiment } from './matrix/prepare.ts';
import { timingPlan } from './matrix/timing-plan.ts';
import type { OnProgress } from './progress.ts';

/** How to run an experiment. */
export interface RunExperimentOptions {
  /** Called before each filter, and once at the end. */
  readonly onProgress?: OnProgress;
}

/**
 * Runs an experiment: compiles every filter with every pipeline, counts what the code executes over
 * every trace of the filter's link type, compares the verdicts of all engines, and times and proves
 * what the config asks for.
 *
 * A filter that a pipeline can't compile is part of the results, as is code that gives another
 * verdict than it should.
 *
 * @throws what {@link prepareExperiment} throws, before anything is run.
 */
export async function runExperiment(
  experiment: Experiment,
  { onProgress = () => {} }: RunExperimentOptions = {},
): Promise<ExperimentResults> {
  const created = new Date().toISOString();
  const environment = describeEnvironment(experiment.directory);
  const prepared = await prepareExperiment(experiment);
  const { config, filters, traces, pipelines, engines, inputs, options, subject } = prepared;
  const available = engines.filter((engine) => engine.unavailable() === null);
  const compared = available.filter(({ name }) => config.compareEngines?.includes(name) ?? true);
  const entries: FilterEntry[] = [];
  const findings: Finding[] = [];
  const proving = config.prove === true ? { solver: await openSolver() } : null;
  try {
    for (const [done, filter] of filters.entries()) {
      onProgress({ done, total: filters.length, label: filter.expression });
      const measured = await measureFilter(filter, {
        prepared,
        compared,
        timing: timingPlan(filter, prepared, available),
        proving,
      });
      entries.push(measured.entry);
      findings.push(...measured.findings);
      await breathe();
    }
  } finally {
    proving?.solver?.close();
  }
  onProgress({ done: filters.length, total: filters.length, label: '' });
  return {
    format: 'bpfopt-results',
    version: RESULTS_VERSION,
    name: config.name,
    created,
    environment,
    inputs,
    options,
    targets: TARGETS.map(({ name, title }) => ({ name, title })),
    subject,
    ...(config.baseline === undefined ? {} : { baseline: config.baseline }),
    pipelines: pipelines.map(({ name, text, texts, peer, ablation }) => ({
      name,
      text,
      texts,
      peer,
      ...(ablation === undefined ? {} : { ablation }),
    })),
    engines: engines.map(engineEntry),
    traces: traces.map(({ entry }) => entry),
    filters: entries,
    findings,
  };
}

function engineEntry(engine: Engine): EngineEntry {
  const { name, summary } = engine;
  const version = engine.version === undefined ? packageVersion() : engine.version();
  return { name, summary, version, unavailable: engine.unavailable() };
}

/** Lets signals and timers have their turn between two filters. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
