import { invariant } from '../support/invariant.ts';

/** What a filter is compiled from: text, or a program that was read from text or bytes. */
export type FilterSource = TextSource | ProgramSource;

/** A filter as text: `{ kind: 'pcap-filter', text: 'tcp port 80' }`. */
export interface TextSource {
  /** The language, by its name in `SOURCES`. */
  readonly kind: string;
  readonly text: string;
}

/** A filter as instructions of a machine, which the language checks. */
export interface ProgramSource {
  /** The language, by its name in `SOURCES`. */
  readonly kind: string;
  readonly program: readonly object[];
}

/** The text of `source`, which must be of a language of texts. */
export function textOf(source: FilterSource): string {
  invariant('text' in source, `a source in ${source.kind} without a text`);
  return source.text;
}

/** Text as it is, or as the UTF-8 bytes that a file holds. */
export const decoded = (input: string | Uint8Array): string =>
  typeof input === 'string' ? input : new TextDecoder('utf-8', { ignoreBOM: true }).decode(input);
