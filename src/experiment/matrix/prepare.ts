import type { CompileSettings, Inputs } from '../../artifact/results/results.ts';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { Engine } from '../../engine/engine.ts';
import { ENGINES, engineNamed } from '../../engine/engines.ts';
import { ConfigError } from '../../project/config-error.ts';
import { readUserFile } from '../../project/read-file.ts';
import { ablationPipelines } from '../input/ablation.ts';
import { compileSettings } from '../input/compile-settings.ts';
import type { ExperimentConfig, InlineFilters } from '../input/config.ts';
import { type CorpusFilter, groupOfFile, readFilterList } from '../input/corpus.ts';
import { findFiles } from '../input/find-files.ts';
import type { Experiment } from '../input/load-experiment.ts';
import {
  type OwnPipeline,
  ownPipelines,
  PEER_PIPELINES,
  type PeerPipeline,
  peerPipelines,
} from '../input/pipelines.ts';
import { loadPlugins } from '../input/plugins.ts';
import { sha256 } from '../input/provenance.ts';
import { type LoadedTrace, loadTraces } from '../input/trace-file.ts';

/** An experiment with everything that it reads in memory, checked. */
export interface PreparedExperiment {
  readonly config: ExperimentConfig;
  readonly filters: readonly CorpusFilter[];
  readonly traces: readonly LoadedTrace[];
  /** Ours in the order of the config, then the peers that are here. */
  readonly pipelines: readonly (OwnPipeline | PeerPipeline)[];
  /** The pipeline of ours that the report is about. */
  readonly subject: string;
  readonly engines: readonly Engine[];
  /** How all filters are compiled: all but the link type and the passes. */
  readonly compile: CompileOptions;
  /** The same as results have it. */
  readonly options: CompileSettings;
  readonly inputs: Inputs;
}

/** The name under which a config is spoken of in errors. */
const configName = ({ name }: ExperimentConfig): string => `experiment '${name}'`;

/**
 * Reads all that an experiment names.
 *
 * @throws {@link ConfigError} for names that stand for nothing, {@link FilterListError} for a bad line,
 *   TraceError for a bad capture, EngineError for an unknown engine.
 */
export async function prepareExperiment({
  config,
  directory,
}: Experiment): Promise<PreparedExperiment> {
  const loaded = await loadPlugins(config.plugins ?? [], directory);
  const plugins = loaded.map(({ plugin }) => plugin);
  const corpus = loadCorpus(config.filters, directory, configName(config));
  const traces = loadTraces(findFiles(config.traces, directory));
  const own = ownPipelines(config.pipelines, plugins, configName(config));
  const taken = ablationPipelines(config, own, { plugins, file: configName(config) });
  const pipelines = [...own, ...taken, ...peerPipelines(config.peers)];
  const engines = (config.engines ?? ENGINES.map(({ name }) => name)).map(engineNamed);
  const { filters } = corpus;
  checkNames(config, { filters, traces, pipelines, engines });
  return {
    config,
    filters,
    traces,
    pipelines,
    subject: subjectOf(own),
    engines,
    ...compileSettings(config, { plugins, directory }),
    inputs: {
      filterFiles: corpus.files,
      plugins: loaded.map(({ entry }) => entry),
      settings: sha256(JSON.stringify({ ...config, plugins: plugins.map(({ name }) => name) })),
    },
  };
}

/** The pipeline that a report is about where the experiment runs it; else the last. */
const PREFERRED = 'O2';

const subjectOf = (own: readonly OwnPipeline[]): string =>
  (own.find(({ name }) => name === PREFERRED) ?? own.at(-1))?.name ?? PREFERRED;

interface Corpus {
  readonly filters: readonly CorpusFilter[];
  readonly files: Inputs['filterFiles'];
}

/** Files and filters of one group are numbered on, so that ids stay unique. */
function loadCorpus(
  sources: ExperimentConfig['filters'],
  directory: string,
  config: string,
): Corpus {
  const filters: CorpusFilter[] = [];
  const files: { readonly file: string; readonly sha256: string }[] = [];
  const places = new Map<string, number>();
  const add = (group: string, read: (firstPlace: number) => readonly CorpusFilter[]): void => {
    const before = places.get(group) ?? 0;
    const found = read(before + 1);
    filters.push(...found);
    places.set(group, before + found.length);
  };
  for (const source of sources) {
    if (typeof source === 'string') {
      for (const file of findFiles([source], directory)) {
        const text = readUserFile(file.path).toString('utf8');
        const group = groupOfFile(file.name);
        files.push({ file: file.name, sha256: sha256(text) });
        add(group, (firstPlace) => readFilterList(text, { file: file.name, group, firstPlace }));
      }
    } else {
      add(source.group, (firstPlace) => inlineFilters(source, config, firstPlace));
    }
  }
  return { filters, files };
}

/** The filters of a config, an expression a line for errors. */
function inlineFilters(
  { group, dlt, expressions }: InlineFilters,
  config: string,
  firstPlace: number,
): readonly CorpusFilter[] {
  const text = expressions.map((expression) => expression.replaceAll(/\s+/g, ' ')).join('\n');
  return readFilterList(text, {
    file: `${config}, filters of group '${group}'`,
    group,
    firstPlace,
    ...(dlt === undefined ? {} : { dlt }),
  });
}

type Named = Pick<PreparedExperiment, 'filters' | 'traces' | 'pipelines' | 'engines'>;

/** A name that stands for nothing would leave something out, without a word. */
function checkNames(
  config: ExperimentConfig,
  { filters, traces, pipelines, engines }: Named,
): void {
  const ids = filters.flatMap(({ id, group }) => [id, group]);
  const traceNames = traces.map(({ entry }) => entry.name);
  // Whether peers are there depends on the machine, so naming them is never wrong.
  const pipelineNames = [...pipelines, ...PEER_PIPELINES].map(({ name }) => name);
  const engineNames = engines.map(({ name }) => name);
  const timing = config.timing === false ? undefined : config.timing;
  const uses: readonly (readonly [string, readonly string[] | undefined, readonly string[]])[] = [
    ['compareEngines', config.compareEngines, engineNames],
    ['baseline', config.baseline === undefined ? [] : [config.baseline], pipelineNames],
    ['timing.filters', timing?.filters, ids],
    ['timing.traces', timing?.traces, traceNames],
    ['timing.pipelines', timing?.pipelines, pipelineNames],
    ['timing.engines', timing?.engines, engineNames],
  ];
  for (const [place, names, known] of uses) {
    const knownNames = new Set(known);
    const wrong = names?.find((name) => !knownNames.has(name));
    if (wrong !== undefined) {
      throw new ConfigError(`${place} names '${wrong}', which is not in the experiment`, {
        file: configName(config),
      });
    }
  }
}
