import type { PortableCode } from '../code/code.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { MachineCosts } from '../ir/machine-costs.ts';
import type { SourceSpan } from '../support/source-span.ts';

/** A machine that filters are compiled for: one row of the table in `targets.ts`. */
export interface Target<Form extends PortableCode = PortableCode> {
  /** kebab-case and unique; the name of its form of code, and what `--emit` names. */
  readonly name: Form['kind'];
  /** How tables and reports call it. */
  readonly title: string;
  /** What its code is, as sentences call it. */
  readonly summary: string;
  /** What passes may know about it. */
  readonly costs: MachineCosts;
  /** The same of the machine of that name, where several take the code; absent where none is different. */
  costsOf?(machine: string | null): MachineCosts;
  /**
   * More passes as text, behind those of the named pipelines, by their names: what other targets could
   * not express.
   */
  readonly endings: Readonly<Record<string, string>>;
  /** The options of the command line that choose among its kinds of code. */
  readonly options: readonly TargetOption[];
  /** How its code is written, by what `--format` names; the first is the default. */
  readonly formats: ReadonlyMap<string, TargetFormat<Form>>;
  /** What reads its code back as IR, for proofs; `null` where nothing does. */
  readonly readBack: ReadBack | null;
  /** Whether code that is wrong may end the process that runs it, so that it is tried in one of its own. */
  readonly mayFault: boolean;

  /**
   * Makes code with the same verdict on every packet.
   *
   * @throws {@link UnsupportedError} where the machine can't express the filter, and an error with a
   *   code where the program is longer than it takes.
   */
  lower(filter: FilterView, options?: LowerOptions): Lowered<Form>;

  /** The first rule of the machine, but that on the length, which `code` breaks; `null` where none is. */
  check(code: Form): BrokenRule | null;
}

/** The names of targets. */
export type TargetName = Target['name'];

/** How a filter is lowered. */
export interface LowerOptions {
  /** Whether loads whose values are not needed still reject short packets. Default: `strict`. */
  readonly semantics?: 'strict' | 'relaxed';
  /** Take a program of any length, for an engine without the machine's limit. Default: `false`. */
  readonly unlimited?: boolean;
  /** Of the target's `options` those that are given. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The code of a filter, and what is known about it. */
export interface Lowered<Form extends PortableCode = PortableCode> {
  readonly code: Form;
  readonly instructions: number;
  readonly bytes: number;
  /** What the back end counted, by name. */
  readonly statistics: ReadonlyMap<string, number>;
  /** What its reader may not expect: a sentence each, without a full stop. Absent where there is nothing. */
  readonly remarks?: readonly string[];
  /** The instructions for people to read, a line each. */
  listing(): string;
  /** By line of the listing, the piece of the source that it is for, where known; absent where none is. */
  readonly spans?: readonly (SourceSpan | undefined)[];
}

/** One way to write code. */
export interface TargetFormat<Form extends PortableCode = PortableCode> {
  readonly summary: string;
  /** What reads it, where that is one thing only. */
  readonly reader?: FormatReader;
  /** Text that ends in a line break, or bytes. @throws where its reader would refuse the code. */
  print(lowered: Lowered<Form>): string | Uint8Array;
}

/** What filters are for that are written in a format, where nothing else says so. */
export interface FormatReader {
  /** What takes the code, by the name that the target gives it. */
  readonly machine: string;
  /** The link type of the packets that it sees; absent where it sees those of any. */
  readonly dlt?: string;
}

/** An option of the command line that belongs to a target: `--NAME <VALUE>`. */
export interface TargetOption {
  readonly name: string;
  readonly value: string;
  readonly summary: string;
  readonly choices: readonly string[];
}

/** The source language that can read code, and the format in which it does. */
export interface ReadBack {
  readonly language: string;
  readonly format: string;
  /** What takes the code where its filter does not say; absent where there is nothing to choose. */
  readonly machine?: string;
}

/** A rule of a machine that code breaks. */
export interface BrokenRule {
  /** Stable; upper-case. */
  readonly code: string;
  readonly message: string;
}

/** A target that has a name and options, and nothing yet that lowers to it. */
export interface AnnouncedTarget extends Pick<Target, 'options'> {
  readonly name: string;
  /** What `--format` will name. */
  readonly formats: ReadonlyMap<string, unknown>;
}
