import { NEUTRAL_MODEL } from '../ir/packet-model.ts';
import { NO_PROVENANCE } from '../ir/provenance.ts';
import { machineNamed } from '../isa/cbpf/machines.ts';
import { assumeLength } from './assume-length.ts';
import { CBPF_SOURCE } from './cbpf/cbpf-source.ts';
import type { FilterSource } from './filter-source.ts';
import { IR_SOURCE } from './ir/ir-source.ts';
import { PCAP_FILTER_SOURCE } from './pcap-filter/pcap-filter-source.ts';
import type { BuiltSource, SourceLanguage, SourceOptions } from './source-language.ts';
import type { SourceOption } from './source-option.ts';

/** Every source language; one that is new is a row here. The first is that of a plain string. */
export const SOURCES: readonly [SourceLanguage, ...SourceLanguage[]] = [
  PCAP_FILTER_SOURCE,
  CBPF_SOURCE,
  IR_SOURCE,
];

/** The language where nothing names one. */
export const DEFAULT_SOURCE: SourceLanguage = SOURCES[0];

/** A source language that there is not. */
export class SourceLanguageError extends Error {
  override readonly name = 'SourceLanguageError';
  readonly code = 'CONFIG';
}

/** @throws {@link SourceLanguageError} where no language has that name. */
export function languageNamed(name: string): SourceLanguage {
  const found = SOURCES.find((one) => one.name === name || one.aliases.includes(name));
  if (found === undefined) {
    const names = SOURCES.map((one) => one.name).join(', ');
    throw new SourceLanguageError(`no source language '${name}'; there are ${names}`);
  }
  return found;
}

/** The names that `--from` takes. */
export const sourceNames = (): readonly string[] =>
  SOURCES.flatMap(({ name, aliases }) => [name, ...aliases]);

/** The options of all languages, each once. */
export const sourceOptions = (): readonly SourceOption[] => [
  ...new Map(SOURCES.flatMap(({ options }) => options).map((one) => [one.name, one])).values(),
];

/** The source that `text` is in the language of that name. */
export const sourceIn = (text: string, language: string = DEFAULT_SOURCE.name): FilterSource =>
  languageNamed(language).read(text);

/**
 * Compiles a source to valid IR, which knows what its packets are like, and what takes the code.
 *
 * @throws what is wrong with the source, by its language.
 */
export function buildSource(source: FilterSource, options: SourceOptions): BuiltSource {
  const language = languageNamed(source.kind);
  const built = language.build(source, options);
  const { filter, provenance = NO_PROVENANCE } = built;
  const machine = options.machine ?? provenance.machine;
  const { wordsOf } = machineNamed(machine);
  filter.setProvenance({ ...provenance, machine });
  filter.setPacketModel(wordsOf === null ? language.packetModel : NEUTRAL_MODEL);
  if (wordsOf !== null) {
    assumeLength(filter, wordsOf);
  }
  return built;
}

/** The line in which errors mark places; `null` for a source that is none. */
export const expressionOf = (source: FilterSource): string | null =>
  'text' in source && languageNamed(source.kind).isExpression ? source.text : null;

/** The language of the files whose names end so; `null` where their content has to tell. */
export const languageOfExtension = (extension: string): SourceLanguage | null =>
  SOURCES.find((one) => one !== DEFAULT_SOURCE && one.extensions.includes(extension)) ?? null;

/** The language of a file, by its name's extension, else by its content. */
export function detectLanguage(bytes: Uint8Array, extension: string): SourceLanguage {
  return (
    languageOfExtension(extension) ??
    SOURCES.find((one) => one.detect(bytes) === 'surely') ??
    (DEFAULT_SOURCE.extensions.includes(extension) ? DEFAULT_SOURCE : null) ??
    SOURCES.find((one) => one.detect(bytes) === 'perhaps') ??
    DEFAULT_SOURCE
  );
}
