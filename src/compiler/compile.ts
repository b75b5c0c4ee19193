import type { InterpretedPacket } from '../interpret/packet.ts';
import type { Filter } from '../ir/filter.ts';
import type { FilterView } from '../ir/filter-view.ts';
import { checkOrdering } from '../pass/ordering.ts';
import type { Semantics } from '../pass/pass.ts';
import type { PassRecord } from '../pass/pass-record.ts';
import type { Pipeline } from '../pass/pipeline.ts';
import { runPasses } from '../pass/run-passes.ts';
import type { FilterSource } from '../source/filter-source.ts';
import type { CompileWarning, SourceOptions } from '../source/source-language.ts';
import { buildSource, sourceIn } from '../source/sources.ts';
import { buildPipeline } from './build-pipeline.ts';
import { canAccept } from './can-accept.ts';
import type { Target } from './named-pipelines.ts';
import type { Config } from './plugin.ts';
import { profileOf, quicker, withProfile } from './profile.ts';

/** How to compile; all parts have defaults. */
export interface CompileOptions extends Partial<SourceOptions> {
  /** A name such as `O2`, or passes as text: `peephole,repeat(dead-code)`. Default: `O2`. */
  readonly passes?: string;
  /**
   * What the filter is lowered to. Named pipelines may have passes for it behind the others, after which
   * no other target can express the filter. Default: none, for all targets.
   */
  readonly target?: Target;
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
  /** Called after every pass, with the filter as the pass left it. */
  readonly onPass?: (filter: FilterView, record: PassRecord) => void;
  /** Called once, with the filter as the front end built it. */
  readonly onInput?: (filter: FilterView) => void;
}

/** A compiled filter. The back ends take its `filter`. */
export interface Compilation {
  readonly filter: Filter;
  readonly pipeline: Pipeline;
  /** What each application of a pass did, in order. */
  readonly records: readonly PassRecord[];
  readonly warnings: readonly CompileWarning[];
  /** What the front end tells about the expression's meaning where that may surprise. */
  readonly remarks: readonly CompileWarning[];
  /** Wall-clock time in milliseconds. */
  readonly times: { readonly frontend: number; readonly passes: number };
}

/**
 * Compiles a filter: front end, then the passes of the pipeline. A string is a filter
 * in the default language, that of tcpdump.
 *
 * @throws FilterSyntaxError, FilterTypeError or UnsupportedError for an expression that can't be
 *   compiled; BytecodeError for a program that breaks a rule of classic BPF; IrSyntaxError or
 *   InvalidIrError for IR text; PipelineSyntaxError for the pipeline; PassError or
 *   VerifyError where a pass fails.
 */
export function compile(source: string | FilterSource, options: CompileOptions = {}): Compilation {
  const plain = buildPipeline(options.passes, options.config, options.target);
  const pipeline = options.profile === undefined ? plain : withProfile(plain, options.profile);
  const start = performance.now();
  const { filter, remarks, warnings } = buildSource(
    typeof source === 'string' ? sourceIn(source) : source,
    options,
  );
  const built = performance.now();
  options.onInput?.(filter);
  const begin = performance.now();
  const unprofiled = options.profile === undefined ? null : filter.clone();
  const records = runPasses(filter, pipeline, runOptions(options));
  if (unprofiled !== null) {
    runPasses(unprofiled, plain, { semantics: options.semantics ?? 'strict' });
  }
  const end = performance.now();
  return {
    filter: quicker(filter, unprofiled, options.profile ?? []),
    pipeline,
    records,
    warnings: [
      ...checkOrdering(pipeline).map((message) => ({ message, span: null })),
      ...warnings,
      ...(canAccept(filter) ? [] : [{ message: 'the filter accepts no packet', span: null }]),
    ],
    remarks,
    times: { frontend: built - start, passes: end - begin },
  };
}

function runOptions(options: CompileOptions): Parameters<typeof runPasses>[2] {
  const observers = [
    ...(options.config?.plugins ?? []).flatMap((plugin) =>
      plugin.onPass === undefined ? [] : [plugin.onPass.bind(plugin)],
    ),
    ...(options.onPass === undefined ? [] : [options.onPass]),
  ];
  return {
    semantics: options.semantics ?? 'strict',
    ...(options.profile?.length ? { profile: profileOf(options.profile) } : {}),
    verifyEach: options.verifyEach ?? options.config?.verify ?? false,
    remarks: options.remarks ?? false,
    ...(options.bisectLimit === undefined ? {} : { bisectLimit: options.bisectLimit }),
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
