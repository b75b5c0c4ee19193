import { z } from 'zod';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { Extension } from '../../compiler/plugin.ts';

/** Filters that stand in the config itself. */
export interface InlineFilters {
  /** The theme under which results and reports show them; kebab-case. */
  readonly group: string;
  /** The link type of the packets, by name. Default: `EN10MB`. */
  readonly dlt?: string;
  readonly expressions: readonly string[];
}

/** What to time, since timing everything takes hours. Absent parts stand for all there is. */
export interface TimingConfig {
  /** Ids (`everyday-3`) and groups (`everyday`) of filters. */
  readonly filters?: readonly string[];
  /** Names of traces: the file's without its extension. */
  readonly traces?: readonly string[];
  /** Names of pipelines, those of peers among them: `libpcap -O`. */
  readonly pipelines?: readonly string[];
  /** Names of engines. */
  readonly engines?: readonly string[];
  /** How long one engine may run one filter on one trace, in seconds. Default: 0.1. */
  readonly seconds?: number;
}

/**
 * An experiment: every filter through every pipeline, over every trace of its link type.
 *
 * Files are named relative to the file that holds the config; `*` and `?` stand for any and for one
 * character of a name.
 */
export interface ExperimentConfig
  extends Pick<
    CompileOptions,
    'semantics' | 'snaplen' | 'netmask' | 'linux' | 'encapsulation' | 'extensions'
  > {
  /** kebab-case; names the results and the report. */
  readonly name: string;
  /** Files of filters, one a line, or filters themselves. */
  readonly filters: readonly (string | InlineFilters)[];
  /** Captures. */
  readonly traces: readonly string[];
  /**
   * Pipelines by name (`O2`), or each name with its passes as text. The first is what the others
   * are compared with where there is no peer. Default: `O0`, `O1`, `O2`.
   */
  readonly pipelines?: readonly string[] | Readonly<Record<string, string>>;
  /** Files of plugins, plugins and passes. Pipelines may name their passes. */
  readonly plugins?: readonly (string | Extension)[];
  /** Names of engines. Default: all; those that can't run here are reported so. */
  readonly engines?: readonly string[];
  /** Which other compilers to compare with, where they are installed. Default: all. */
  readonly peers?: { readonly libpcap?: boolean };
  /** A capture with packets like those that the filters are for: branch odds are learnt from it. */
  readonly profile?: string;
  /** How often to compile each filter at most, for the median of its times. Default: 5. */
  readonly repetitions?: number;
  /**
   * Names of the engines that run over every trace, so that their verdicts are compared. Default:
   * all. The cBPF virtual machine always does, since it counts.
   */
  readonly compareEngines?: readonly string[];
  /** Prove every application of a pass, and the lowering to classic BPF. Default: `false`. */
  readonly prove?: boolean;
  /**
   * Measures what each pass is worth: runs, for each pass of one pipeline, that pipeline without it.
   * `true` stands for `O2` where it is among the pipelines, else for the last of them.
   */
  readonly ablation?: boolean | string;
  /**
   * The pipeline that reports take ratios against, `libpcap -O` and `libpcap` among them. Default: libpcap's
   * best, else the first.
   */
  readonly baseline?: string;
  /** `false` measures no times of execution, so that the results but for `compile` are exact. */
  readonly timing?: false | TimingConfig;
}

/** Returns `config` itself; its only effect is that editors and the compiler check it. */
export function defineExperiment(config: ExperimentConfig): ExperimentConfig {
  return config;
}

const kebabCase = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected a kebab-case name');
const name = z.string().min(1);
const u32 = z.int().nonnegative().max(0xffff_ffff);
const names = z.array(name).min(1);
const extension = z.custom<string | Extension>(
  (value) => value !== null && value !== undefined,
  'expected a plugin, a pass, or the name of a file that exports one',
);

/** What a config must look like. Unknown keys are errors, so that a misspelt one is not ignored. */
export const EXPERIMENT_SCHEMA: z.ZodType<ExperimentConfig> = z.strictObject({
  name: kebabCase,
  filters: z
    .array(
      z.union(
        [
          name,
          z.strictObject({
            group: kebabCase,
            dlt: name.exactOptional(),
            expressions: z.array(z.string()).min(1),
          }),
        ],
        'expected the name of a file, or { group, dlt?, expressions }',
      ),
    )
    .min(1),
  traces: names,
  pipelines: z
    .union(
      [
        names,
        z
          .record(name, z.string())
          .refine((record) => Object.keys(record).length > 0, 'expected at least one pipeline'),
      ],
      'expected names of pipelines, or an object of names and passes as text',
    )
    .exactOptional(),
  plugins: z.array(extension).exactOptional(),
  engines: names.exactOptional(),
  peers: z.strictObject({ libpcap: z.boolean().exactOptional() }).exactOptional(),
  semantics: z.enum(['strict', 'relaxed']).exactOptional(),
  snaplen: u32.exactOptional(),
  netmask: u32.nullable().exactOptional(),
  linux: z.boolean().exactOptional(),
  encapsulation: z.enum(['libpcap', 'scoped']).exactOptional(),
  extensions: z.boolean().exactOptional(),
  profile: name.exactOptional(),
  repetitions: z.int().min(1).max(1_000).exactOptional(),
  compareEngines: z.array(name).exactOptional(),
  prove: z.boolean().exactOptional(),
  baseline: name.exactOptional(),
  ablation: z
    .union([z.boolean(), name], 'expected true, false, or the name of a pipeline')
    .exactOptional(),
  timing: z
    .union(
      [
        z.literal(false),
        z.strictObject({
          filters: names.exactOptional(),
          traces: names.exactOptional(),
          pipelines: names.exactOptional(),
          engines: names.exactOptional(),
          seconds: z.number().positive().max(60).exactOptional(),
        }),
      ],
      'expected false, or { filters?, traces?, pipelines?, engines?, seconds? }',
    )
    .exactOptional(),
});
