import type { SourceLanguage } from '../../source/source-language.ts';
import { DEFAULT_SOURCE, languageNamed } from '../../source/sources.ts';
import { dltByName } from '../../support/link-types.ts';
import { type SourceSpan, underline } from '../../support/source-span.ts';

/** One filter to compile and run. */
export interface CorpusFilter {
  /** Unique in a corpus: the group and the place in it: `everyday-3`. */
  readonly id: string;
  /** The theme. */
  readonly group: string;
  readonly expression: string;
  /** The link type of the packets, by the name of the registry. */
  readonly dlt: string;
  /** The source language that the expression is in; absent for the default one. */
  readonly from?: string;
}

/** What is known of a list of filters besides its text. */
export interface FilterListOptions {
  /** For errors. */
  readonly file: string;
  /** The theme: kebab-case. */
  readonly group: string;
  /** The link type until a directive sets another. Default: `EN10MB`. */
  readonly dlt?: string;
  /** The place in the group that the first filter has. Default: 1. */
  readonly firstPlace?: number;
}

/** A list of filters that can't be used. The message names the file and the line. */
export class FilterListError extends Error {
  override readonly name = 'FilterListError';
  readonly code = 'FILTER_LIST';
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;

  constructor(
    message: string,
    options: ErrorOptions & { readonly file: string; readonly line: number },
  ) {
    super(`${options.file}:${options.line}: ${message}`, options);
    this.file = options.file;
    this.line = options.line;
  }
}

/** A comment, which may be a directive that sets the link type or the source language. */
const COMMENT = /^#\s*(?:(dlt|from):\s*(.*))?/;

/**
 * Reads a list of filters, one a line. Blank lines and lines that begin with `#` are passed over;
 * `# dlt: NAME` sets the link type of the lines after it, `# from: NAME` their language.
 *
 * Each filter must follow the grammar. What else may keep it from being compiled, such as a name
 * that does not resolve, is for the compiler to say.
 *
 * @throws {@link FilterListError} at the first line that is not understood.
 */
export function readFilterList(text: string, options: FilterListOptions): readonly CorpusFilter[] {
  const { file, group, firstPlace = 1 } = options;
  const filters: CorpusFilter[] = [];
  let dlt = linkType(options.dlt ?? 'EN10MB', { file, line: 1 });
  let language = DEFAULT_SOURCE;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const place = { file, line: index + 1 };
    const expression = content.trim();
    const comment = COMMENT.exec(expression);
    const [, directive, value = ''] = comment ?? [];
    if (directive === 'dlt') {
      dlt = linkType(value.trim(), place);
    } else if (directive === 'from') {
      language = languageAt(value.trim(), place);
    } else if (comment === null && expression !== '') {
      assertGrammatical(language, expression, place);
      const id = `${group}-${firstPlace + filters.length}`;
      const from = language === DEFAULT_SOURCE ? {} : { from: language.name };
      filters.push({ id, group, expression, dlt, ...from });
    }
  }
  return filters;
}

/** Filters that stand for themselves, as `filter-1` and so on. */
export const namedFilters = (
  expressions: readonly string[],
  dlt: string,
): readonly CorpusFilter[] =>
  expressions.map((expression, index) => ({
    id: `filter-${index + 1}`,
    group: 'filter',
    expression,
    dlt,
  }));

/** The theme that the name of a file gives: `corpora/filters/tcp-flags.txt` is `tcp-flags`. */
export function groupOfFile(file: string): string {
  const base = file.replace(/^.*[\\/]/, '').replace(/(?<=.)\.[^.]*$/, '');
  const group = base
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return group === '' ? 'filters' : group;
}

type Place = { readonly file: string; readonly line: number };

function linkType(name: string, place: Place): string {
  const found = dltByName(name);
  if (found === null) {
    throw new FilterListError(`unknown link type '${name}'`, place);
  }
  return found.name;
}

function languageAt(name: string, place: Place): SourceLanguage {
  try {
    return languageNamed(name);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new FilterListError(message, { ...place, cause });
  }
}

function assertGrammatical(language: SourceLanguage, expression: string, place: Place): void {
  try {
    language.check(expression);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) {
      throw cause;
    }
    const span = 'span' in cause ? (cause.span as SourceSpan) : null;
    const caret = span === null ? '' : `\n${underline(expression, span).replace(/^/gm, '  ')}`;
    throw new FilterListError(`${cause.message}${caret}`, { ...place, cause });
  }
}
