import type { PipelineEntry } from '../../artifact/results/results.ts';
import { buildPipeline } from '../../compiler/build-pipeline.ts';
import type { Plugin } from '../../compiler/plugin.ts';
import { libpcapUnavailable } from '../../engine/libpcap/library.ts';
import { printPipeline } from '../../pass/pipeline.ts';
import { ConfigError } from '../../project/config-error.ts';
import type { Target } from '../../target/target.ts';
import { TARGETS } from '../../target/targets.ts';
import type { ExperimentConfig } from './config.ts';

/** What `pipelines` stands for where it is absent. */
export const DEFAULT_PIPELINES: readonly string[] = ['O0', 'O1', 'O2'];

/** A pipeline of ours, as an experiment runs it. */
export interface OwnPipeline extends PipelineEntry {
  /** The passes, with names such as `O2` written out. */
  readonly text: string;
  readonly peer: false;
}

/** How another compiler is asked. */
export interface PeerPipeline extends PipelineEntry {
  readonly text: null;
  readonly peer: true;
  readonly optimize: boolean;
}

/**
 * libpcap's compiler: without its optimizer, which says what an expression means, and as tcpdump uses
 * it.
 */
export const PEER_PIPELINES: readonly PeerPipeline[] = [
  { name: 'libpcap', text: null, texts: {}, peer: true, optimize: false },
  { name: 'libpcap -O', text: null, texts: {}, peer: true, optimize: true },
];

/** The peers to compare with here: none where libpcap is absent or not asked for. */
export function peerPipelines(peers: ExperimentConfig['peers']): readonly PeerPipeline[] {
  return peers?.libpcap === false || libpcapUnavailable() !== null ? [] : PEER_PIPELINES;
}

/**
 * The passes of each pipeline that a config names.
 *
 * @param file the config, for errors.
 * @throws {@link ConfigError} where a pipeline is no list of known passes, or two have one name.
 */
export function ownPipelines(
  pipelines: ExperimentConfig['pipelines'],
  plugins: readonly Plugin[],
  file: string,
): readonly OwnPipeline[] {
  const named = namedTexts(pipelines ?? DEFAULT_PIPELINES);
  const taken = new Set(PEER_PIPELINES.map(({ name }) => name));
  return named.map(([name, text]) => {
    if (taken.has(name)) {
      throw new ConfigError(`two pipelines are named '${name}'`, { file });
    }
    taken.add(name);
    const resolved = (target?: Target): string => resolve(text, target, { plugins, file, name });
    const all = resolved();
    const texts = TARGETS.map((target) => [target.name, resolved(target)] as const);
    return {
      name,
      text: all,
      texts: Object.fromEntries(texts.filter(([, ofTarget]) => ofTarget !== all)),
      peer: false,
    };
  });
}

function namedTexts(
  pipelines: NonNullable<ExperimentConfig['pipelines']>,
): readonly (readonly [name: string, text: string])[] {
  return isList(pipelines) ? pipelines.map((name) => [name, name]) : Object.entries(pipelines);
}

const isList = (
  pipelines: NonNullable<ExperimentConfig['pipelines']>,
): pipelines is readonly string[] => Array.isArray(pipelines);

function resolve(
  text: string,
  target: Target | undefined,
  {
    plugins,
    file,
    name,
  }: { readonly plugins: readonly Plugin[]; readonly file: string; readonly name: string },
): string {
  try {
    return printPipeline(buildPipeline(text, { plugins }, target));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`pipeline '${name}': ${reason}`, { file, cause });
  }
}
