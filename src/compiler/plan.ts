import { prepareCounting } from '../interpret/count.ts';
import type { InterpretedPacket } from '../interpret/packet.ts';
import type { Filter } from '../ir/filter.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { Pass, Semantics } from '../pass/pass.ts';
import type { PassRecord } from '../pass/pass-record.ts';
import type { Pipeline } from '../pass/pipeline.ts';
import { type RunOptions, runPasses } from '../pass/run-passes.ts';
import type { Target, TargetName } from '../target/target.ts';
import { targetNamed } from '../target/targets.ts';
import { buildPipeline } from './build-pipeline.ts';
import { ownerOf } from './pass-owner.ts';
import type { Config } from './plugin.ts';
import { tellOfPass } from './plugin-hooks.ts';
import { pluginsOf } from './plugins-of.ts';
import { profileOf, withProfile } from './profile.ts';

/** Which passes to run, and how; all parts have defaults. */
export interface PassOptions {
  /** A name such as `O2`, or passes as text: `peephole,repeat(dead-code)`. Default: `O2`. */
  readonly passes?: string;
  /**
   * What the filter is lowered to: passes go by its costs, and named pipelines have its ending behind
   * them, after which no other target may be able to express the filter. Default: none, for all targets.
   */
  readonly target?: TargetName;
  /** Plugins and the settings of a project. */
  readonly config?: Config;
  /** Default: `strict`. */
  readonly semantics?: Semantics;
  /** Packets like those that the filter is for: tests are ordered by what they are like. */
  readonly profile?: readonly InterpretedPacket[];
  /** Check the IR after each pass. Default: as `config` says, else `false`. */
  readonly verifyEach?: boolean;
  /** Keep the remarks of the passes. Default: `false`. */
  readonly remarks?: boolean;
  /** The number of pass applications after which no pass runs any more. Default: no limit. */
  readonly bisectLimit?: number;
  /** Runs one application of a plugin's pass; may throw where that takes too long. Default: just runs it. */
  readonly guard?: <Result>(run: () => Result, pass: Pass) => Result;
  /** Called after every pass, with the filter as the pass left it. */
  readonly onPass?: (filter: FilterView, record: PassRecord) => void;
}

/** A pipeline to optimize a filter with, and what its passes are told. */
interface Candidate {
  readonly pipeline: Pipeline;
  readonly options: RunOptions;
  /** What the filter is lowered to; `null` for all targets. */
  readonly target: Target | null;
}

/** A filter after its passes: those of `pipeline`, which did what `records` say. */
export interface Optimized {
  readonly filter: Filter;
  readonly pipeline: Pipeline;
  readonly records: readonly PassRecord[];
}

/** The passes for filters that are compiled with the same options. */
export class Plan {
  readonly #options: PassOptions;
  readonly #plain: Candidate;
  /** What makes use of the profile; `null` where there is none. */
  readonly #profiled: Candidate | null;

  /** @throws PipelineSyntaxError where the options name no pipeline. */
  constructor(options: PassOptions) {
    const { config, profile } = options;
    const target = options.target === undefined ? null : targetNamed(options.target);
    const pipeline = buildPipeline(options.passes, config, target);
    const run: RunOptions = {
      semantics: options.semantics ?? 'strict',
      verifyEach: options.verifyEach ?? config?.verify ?? false,
      ownerOf,
      ...(options.guard === undefined ? {} : { guard: options.guard }),
    };
    this.#options = options;
    this.#plain = { pipeline, options: run, target };
    this.#profiled =
      profile === undefined
        ? null
        : {
            pipeline: withProfile(pipeline, profile),
            target,
            options: profile.length === 0 ? run : { ...run, profile: profileOf(profile) },
          };
  }

  /**
   * Optimizes `filter`. With a profile both candidates are tried, and the one whose result is quicker on
   * its packets is chosen: how often a test holds may depend on those before it, so that another order is
   * not always better in the end. What watches the passes sees those of the chosen one alone.
   *
   * @throws PassError or VerifyError where a pass fails.
   */
  run(filter: Filter): Optimized {
    if (this.#profiled === null) {
      return optimize(filter, this.#plain, this.#watch());
    }
    const watch = this.#watch();
    const { candidate, optimized } = this.#quicker(filter, this.#profiled);
    const isWatched = Object.keys(watch).length > 0;
    return optimized === null || isWatched ? optimize(filter, candidate, watch) : optimized;
  }

  #quicker(filter: Filter, profiled: Candidate): Attempt {
    const [first, second] = [this.#try(filter, profiled), this.#try(filter, this.#plain)];
    return first.executed <= second.executed ? first : second;
  }

  /** Runs `candidate` unseen. Where a limit may keep a pass from running, its failure is no answer yet. */
  #try(filter: Filter, candidate: Candidate): Attempt {
    const { bisectLimit, profile = [] } = this.#options;
    try {
      const optimized = optimize(filter.clone(), candidate, {});
      return { candidate, optimized, executed: executedOn(optimized.filter, profile) };
    } catch (error) {
      if (bisectLimit === undefined) {
        throw error;
      }
      return { candidate, optimized: null, executed: Number.POSITIVE_INFINITY };
    }
  }

  /** What is different where a run is looked at; empty where nobody does. */
  #watch(): RunOptions {
    const { config, onPass, remarks = false, bisectLimit } = this.#options;
    const observers = [
      ...pluginsOf(config?.plugins ?? []).flatMap((plugin) =>
        plugin.onPass === undefined
          ? []
          : [(filter: FilterView, record: PassRecord) => tellOfPass(plugin, filter, record)],
      ),
      ...(onPass === undefined ? [] : [onPass]),
    ];
    return {
      ...(remarks ? { remarks } : {}),
      ...(bisectLimit === undefined ? {} : { bisectLimit }),
      ...(observers.length === 0
        ? {}
        : {
            onPass: (filter, record) => {
              for (const observe of observers) {
                observe(filter, record);
              }
            },
          }),
    };
  }
}

/** What came of a candidate; `optimized` is `null` where a pass failed. */
interface Attempt {
  readonly candidate: Candidate;
  readonly optimized: Optimized | null;
  /** Over all packets of the profile. */
  readonly executed: number;
}

/** Passes go by the costs of the one machine that the filter is for, where the target has several. */
function optimize(
  filter: Filter,
  { pipeline, options, target }: Candidate,
  watch: RunOptions,
): Optimized {
  const costs = target?.costsOf?.(filter.provenance.machine) ?? target?.costs;
  const records = runPasses(filter, pipeline, {
    ...options,
    ...(costs === undefined ? {} : { target: costs }),
    ...watch,
  });
  return { filter, pipeline, records };
}

function executedOn(filter: FilterView, packets: readonly InterpretedPacket[]): number {
  const run = prepareCounting(filter);
  return packets.reduce((sum, packet) => sum + run(packet).instructions, 0);
}
