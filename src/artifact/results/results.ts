import type { FilterSize, StagedCompilation } from '../stages.ts';

/**
 * The results of one experiment, as its JSON file holds them. Numbers are exact counts, or
 * milliseconds and nanoseconds where the name says so; means are over the packets of a trace.
 */
export interface ExperimentResults {
  readonly format: 'bpfopt-results';
  readonly version: typeof RESULTS_VERSION;
  /** A short name, for titles and file names. */
  readonly name: string;
  /** When the experiment started, ISO 8601. */
  readonly created: string;
  readonly environment: Environment;
  readonly inputs: Inputs;
  readonly options: CompileSettings;
  /** What filters were lowered to. Executed instructions are counted in code for the first. */
  readonly targets: readonly TargetEntry[];
  readonly pipelines: readonly PipelineEntry[];
  /** The pipeline of ours that the report is about: its compilations are recorded step by step. */
  readonly subject: string;
  /** What the report takes ratios against, by name; absent where it chooses itself. */
  readonly baseline?: string;
  readonly engines: readonly EngineEntry[];
  readonly traces: readonly TraceEntry[];
  /** In the order of the corpus. */
  readonly filters: readonly FilterEntry[];
  /** What no verdict should show, in the order of the filters. */
  readonly findings: readonly Finding[];
}

/** Moves when the meaning or the presence of a field changes. */
export const RESULTS_VERSION = 2;

/** Where an experiment ran. */
export interface Environment {
  readonly bpfopt: string;
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly kernel: string;
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  /** What libpcap says of itself; `null` where it is absent. */
  readonly libpcap: string | null;
  /** What may have disturbed the times; absent in results of earlier versions. */
  readonly load?: MachineLoad;
  /** The state of the folder of the experiment under git; `null` outside of one. */
  readonly project?: { readonly commit: string; readonly isDirty: boolean } | null;
}

/** How busy the machine was with other work, and how it sets its speed. */
export interface MachineLoad {
  /** The processes that wanted a processor, mean over the minute before the start; `null` unknown. */
  readonly before: number | null;
  /** The frequency governor of the processors (`performance`); `null` where there is none to read. */
  readonly governor: string | null;
}

/** What an experiment read, so that another run can tell whether it read the same. */
export interface Inputs {
  /** The files of filters, with the SHA-256 of their content in hexadecimal. */
  readonly filterFiles: readonly { readonly file: string; readonly sha256: string }[];
  readonly plugins: readonly PluginEntry[];
  /** The SHA-256 of the settings, written as JSON. */
  readonly settings: string;
}

/** A plugin whose passes pipelines may name. */
export interface PluginEntry {
  readonly name: string;
  /** `null` for a plugin that the config itself holds. */
  readonly file: string | null;
  /** The SHA-256 of the file, or of the text of its passes' functions where there is none. */
  readonly sha256: string;
}

/** How every filter was compiled; the link type is each filter's own. */
export interface CompileSettings {
  readonly semantics: 'strict' | 'relaxed';
  /** The bytes that an accepted packet keeps. */
  readonly snaplen: number;
  /** A u32; `null` where it is unknown. */
  readonly netmask: number | null;
  /** Whether filters may use what Linux keeps beside a packet. */
  readonly linux: boolean;
  readonly encapsulation: 'libpcap' | 'scoped';
  readonly extensions: boolean;
  /** The capture that branch odds were learnt from; `null` for none. */
  readonly profile: { readonly file: string; readonly sha256: string } | null;
}

/** A form of code. */
export interface TargetEntry {
  /** Unique. */
  readonly name: string;
  /** For titles: `x86-64`. */
  readonly title: string;
}

/** One way to compile, ours or a peer's. */
export interface PipelineEntry {
  /** `O2`, or `libpcap -O` for a peer; unique. */
  readonly name: string;
  /** The passes in textual form; `null` for a peer. */
  readonly text: string | null;
  /** The passes for the targets that have more of them than `text` says, by name. */
  readonly texts: Readonly<Record<string, string>>;
  /** Whether another compiler makes this code. */
  readonly peer: boolean;
  /** That it is the pipeline `of` with the pass `without` left out; absent for any other. */
  readonly ablation?: { readonly of: string; readonly without: string };
}

/** One way to run. */
export interface EngineEntry {
  readonly name: string;
  readonly summary: string;
  /** The release of what runs the code; `null` where it is not here. */
  readonly version: string | null;
  /** Why it did not run; `null` where it did. */
  readonly unavailable: string | null;
}

/** One capture. */
export interface TraceEntry {
  /** Unique; the file's name without its extension. */
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly linktype: number;
  readonly packets: number;
  /** Captured bytes. */
  readonly bytes: number;
}

/** One filter of the corpus. */
export interface FilterEntry {
  /** Unique and usable as a fragment of an address: `arithmetic-3`. */
  readonly id: string;
  /** The theme: the name of the file of filters. */
  readonly group: string;
  readonly expression: string;
  readonly dlt: string;
  /** The source language; absent for the default one. */
  readonly from?: string;
  /** One for each pipeline, in the order of `pipelines`. */
  readonly variants: readonly VariantEntry[];
}

/** What one pipeline made of one filter. */
export type VariantEntry = CompiledVariant | FailedVariant;

export interface FailedVariant {
  readonly pipeline: string;
  readonly error: { readonly code: string; readonly message: string };
}

export interface CompiledVariant {
  readonly pipeline: string;
  /** The size of the IR that was lowered; `null` for a peer. */
  readonly ir: FilterSize | null;
  /** The code that was measured, in the order of the targets; peers have it for some of them. */
  readonly code: readonly CodeEntry[];
  /** Wall-clock times in milliseconds, medians over warm runs. */
  readonly compile: CompileTimes;
  /** Exact counts, one entry for each trace of the filter's link type. */
  readonly executed: readonly ExecutedCounts[];
  /** Measured times, one entry for each trace and engine. */
  readonly timing: readonly TimingEntry[];
  /** What is proved of each step, in order; absent where nothing was to be proved. */
  readonly proofs?: readonly StepProof[];
  /**
   * How the subject came to its code, one for each pipeline text: the code of a target is lowered
   * from the output of the one that names it. Absent for all other pipelines.
   */
  readonly compilations?: readonly RecordedCompilation[];
}

/** The code for one target, or why there is none. */
export type CodeEntry = Code | MissingCode;

export interface Code {
  readonly target: string;
  readonly instructions: number;
  readonly bytes: number;
  /** The time of lowering; `null` for a peer. */
  readonly lowering: number | null;
  /** The program that ran, as text. Absent for pipelines that the report does not show. */
  readonly listing?: string;
  /** By line of the listing, the piece of the expression that it is for: see `printSpans`. */
  readonly spans?: string;
}

export interface MissingCode {
  readonly target: string;
  readonly missing: string;
}

/** A compilation, and the targets whose code it led to. */
export interface RecordedCompilation extends StagedCompilation {
  readonly targets: readonly string[];
}

/** Whether one step of a compilation, a pass or the lowering, keeps the meaning. */
export interface StepProof {
  /** The name of the pass, or `lowering to TARGET`. */
  readonly step: string;
  readonly changed: boolean;
  readonly outcome: 'equivalent' | 'different' | 'unknown';
  /** Wall-clock time of the proof. */
  readonly milliseconds: number;
  /** What settled it (`canonical`, `paths`, `solver`), the packet that refutes it, or why not. */
  readonly note: string;
}

export interface CompileTimes {
  readonly frontend: number | null;
  /** In the order in which they ran. */
  readonly passes: readonly PassTime[];
  /** From the source to the code of the first target. */
  readonly total: number;
  /** How `total` scatters over the repetitions; absent in results of earlier versions. */
  readonly spread?: TimeSpread;
}

export interface PassTime {
  readonly pass: string;
  readonly milliseconds: number;
  readonly changed: boolean;
  readonly statistics: Readonly<Record<string, number>>;
}

/** What the code of the first target executed over one trace; means a packet. */
export interface ExecutedCounts {
  readonly trace: string;
  readonly instructions: number;
  readonly branches: number;
  readonly loads: number;
  /** How many packets were accepted. */
  readonly accepted: number;
  /** The SHA-256 of all verdicts as little-endian u32: equal where two variants agree everywhere. */
  readonly verdicts: string;
}

/** How long one engine took over one trace, in nanoseconds a packet. */
export interface TimingEntry {
  readonly trace: string;
  readonly engine: string;
  readonly median: number;
  readonly quartile1: number;
  readonly quartile3: number;
  readonly minimum: number;
  /** How many samples the statistics are of; each is the mean over some batches. */
  readonly samples: number;
  /**
   * The samples in ascending order, at most {@link MAX_KEPT_VALUES}, evenly chosen by rank where there
   * were more; absent in results of earlier versions.
   */
  readonly values?: readonly number[];
}

/** How many samples of one measured time results keep at most. */
export const MAX_KEPT_VALUES = 15;

/** How repeated measurements of one time scatter; in the time's own unit. */
export type TimeSpread = Omit<TimingEntry, 'trace' | 'engine'>;

/**
 * Code that gave another verdict than the reference, or that an engine refused. The reference is the
 * code of the first pipeline that made any, on the cBPF virtual machine.
 */
export type Finding = VerdictFinding | RefusalFinding;

interface FindingPlace {
  /** The id of the filter. */
  readonly filter: string;
  readonly pipeline: string;
  readonly engine: string;
  /**
   * Whether a peer made the code. If not, a pass, a back end or an engine of ours is wrong. If so, the
   * peer means something else by the expression, or is wrong as libpcap's optimizer is known to be.
   */
  readonly peer: boolean;
}

export interface VerdictFinding extends FindingPlace {
  readonly kind: 'verdict';
  readonly trace: string;
  /** How many packets got another verdict than from the reference. */
  readonly differing: number;
  /** The first of them, counted from 0 in the trace, and its verdicts. */
  readonly packet: number;
  readonly verdict: number;
  readonly expected: number;
}

export interface RefusalFinding extends FindingPlace {
  readonly kind: 'refused';
  readonly message: string;
}
