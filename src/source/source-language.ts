import type { ExpressionOptions } from '../frontend/pcap-filter/compile.ts';
import type { Filter } from '../ir/filter.ts';
import type { PacketModel } from '../ir/packet-model.ts';
import type { Provenance } from '../ir/provenance.ts';
import type { CbpfProgram } from '../isa/cbpf/instruction.ts';
import type { Random } from '../support/random.ts';
import type { SourceSpan } from '../support/source-span.ts';
import type { FilterSource } from './filter-source.ts';
import type { SourceOption } from './source-option.ts';

/** What a filter may be told besides its text; each language reads those that it lists. */
export interface SourceOptions extends ExpressionOptions {
  /** What takes the code, by the name that its target gives it. Default: as the source tells, if it does. */
  readonly machine?: string;
}

/**
 * A language that filters are written in, and all that the rest of the program asks about it. One row of
 * `SOURCES`.
 */
export interface SourceLanguage {
  /** kebab-case and unique: in {@link FilterSource}, in `--from` and in files of cases. */
  readonly name: string;
  /** One line, for the help. */
  readonly summary: string;
  /** Other names for it in `--from`. */
  readonly aliases: readonly string[];
  /** What one filter of it is called, with its article: `an expression`. */
  readonly noun: string;
  /** Whether a filter is one line, in which errors mark places and which serves as its title. */
  readonly isExpression: boolean;
  /** What the names of files with one filter of it end in, in lower case, without the dot. */
  readonly extensions: readonly string[];
  /** The options that it reads. */
  readonly options: readonly SourceOption[];
  /** The codes of errors that say that the source is wrong. */
  readonly errorCodes: RegExp;
  /** What the packets are like that its filters are for. */
  readonly packetModel: PacketModel;
  /** How many of the random filters of fuzzing are of it, in comparison with other languages. */
  readonly fuzzWeight: number;
  /** Whether a filter that fails is reduced as IR, which can become smaller. */
  readonly isReducedAsIr: boolean;

  /** Whether a file of no known name is of the language, by how it begins. */
  detect(bytes: Uint8Array): 'surely' | 'perhaps' | 'no';
  /**
   * The source that text or the bytes of a file stand for.
   *
   * @param extension that of the file, in lower case, which may tell a form of the language.
   * @throws what is wrong, as far as it has to be understood for that.
   */
  read(input: string | Uint8Array, extension?: string): FilterSource;
  /** @throws what breaks the grammar; what else may be wrong, {@link build} finds. */
  check(text: string): void;
  /** Compiles to IR that is valid. @throws what is wrong, with a code of {@link errorCodes}. */
  build(source: FilterSource, options: SourceOptions): BuiltSource;
  /** The text for people. */
  print(source: FilterSource): string;
  /** The text for files, from which {@link read} makes the source again. */
  write(source: FilterSource): string;
  /** Makes a source smaller while `accepts` says yes to what is left. Deterministic. */
  shrink(source: FilterSource, accepts: AcceptsSource): Promise<void>;
  /** A random filter, the same for the same random numbers. */
  generate(random: Random): GeneratedSource;
  /** What says the meaning of a source without this compiler; `null` where nothing does. */
  original(source: FilterSource, options: SourceOptions): Original | null;
}

/** A filter as IR. */
export interface BuiltSource {
  readonly filter: Filter;
  /** Where the meaning may surprise, in the order of the text. */
  readonly remarks: readonly CompileWarning[];
  readonly warnings: readonly CompileWarning[];
  /** Absent where the source is no program of any machine. */
  readonly provenance?: Provenance;
}

/** Something about the source that its author may not have meant. */
export interface CompileWarning {
  readonly message: string;
  /** The place in the expression; `null` where it is about the whole. */
  readonly span: SourceSpan | null;
}

/** Whether a smaller source still does what it is to do; a source that is worth keeping then is kept. */
export type AcceptsSource = (smaller: FilterSource) => Promise<boolean>;

/** A random filter, and what it means. */
export interface GeneratedSource {
  readonly source: FilterSource;
  readonly options: Pick<SourceOptions, 'dlt' | 'netmask'>;
}

/** What runs a source without this compiler. */
export type Original =
  /** This code. */
  | { readonly kind: 'cbpf'; readonly program: CbpfProgram }
  /** What libpcap makes of an expression. */
  | { readonly kind: 'expression'; readonly text: string };
