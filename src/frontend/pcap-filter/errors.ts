import { type SourceSpan, underline } from '../../support/source-span.ts';

/** Where in a filter expression an error is. */
export interface FilterErrorOptions extends ErrorOptions {
  readonly span: SourceSpan;
  /** What may have been meant, as it would be written; `null` where nothing is near. */
  readonly suggestion?: string | null;
}

/** What would have been right at the place of a syntax error. */
export interface FilterSyntaxErrorOptions extends FilterErrorOptions {
  /** What could have stood there, each a noun phrase; empty where that says nothing useful. */
  readonly expected?: readonly string[];
}

/** A filter expression that does not follow the grammar. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
  readonly code = 'FILTER_SYNTAX';
  readonly span: SourceSpan;
  /** What could have stood there, each a noun phrase. */
  readonly expected: readonly string[];
  /** What may have been meant; `null` where nothing is near. */
  readonly suggestion: string | null;

  constructor(message: string, options: FilterSyntaxErrorOptions) {
    const { expected = [], suggestion = null } = options;
    const wanted = expected.length === 0 ? '' : `, expected ${anyOf(expected)}`;
    super(`${message}${wanted}${hintOf(suggestion)}`, options);
    this.span = options.span;
    this.expected = expected;
    this.suggestion = suggestion;
  }
}

/**
 * Why an expression that follows the grammar has no meaning.
 *
 * - `FILTER_RANGE`: a number is too large for what it stands for.
 * - `FILTER_ADDRESS`: an address is malformed, or has bits set outside its mask.
 * - `FILTER_NAME`: a name does not resolve.
 * - `FILTER_QUALIFIER`: qualifiers that do not go together, or not with their operand.
 * - `FILTER_ARITHMETIC`: a division by the constant 0, or a shift by a constant over 31.
 * - `FILTER_LINK_TYPE`: the packets' link-layer header does not say what is asked.
 * - `FILTER_NETMASK`: `ip broadcast` without a netmask.
 * - `FILTER_SIZE`: the filter would take too many instructions.
 */
export type FilterTypeCode =
  | 'FILTER_RANGE'
  | 'FILTER_ADDRESS'
  | 'FILTER_NAME'
  | 'FILTER_QUALIFIER'
  | 'FILTER_ARITHMETIC'
  | 'FILTER_LINK_TYPE'
  | 'FILTER_NETMASK'
  | 'FILTER_SIZE';

/** A filter expression that follows the grammar and has no meaning, such as `port 70000`. */
export class FilterTypeError extends Error {
  override readonly name = 'FilterTypeError';
  readonly code: FilterTypeCode;
  readonly span: SourceSpan;
  /** What may have been meant; `null` where nothing is near. */
  readonly suggestion: string | null;

  constructor(code: FilterTypeCode, message: string, options: FilterErrorOptions) {
    const { suggestion = null } = options;
    super(`${message}${hintOf(suggestion)}`, options);
    this.code = code;
    this.span = options.span;
    this.suggestion = suggestion;
  }
}

/** Any error that is about a place in a filter expression. */
export type FilterError = FilterSyntaxError | FilterTypeError;

/**
 * `error` for a person: the message, then the line of the expression with the place marked.
 *
 *     port number 70000 is greater than 65535
 *       tcp port 70000
 *                ^~~~~
 */
export function renderFilterError(error: FilterError, expression: string): string {
  if (error.span === null) {
    return error.message;
  }
  const [line = '', marks = ''] = underline(expression, error.span).split('\n');
  return `${error.message}\n  ${line}\n  ${marks}`;
}

function hintOf(suggestion: string | null): string {
  return suggestion === null ? '' : `; did you mean '${suggestion}'?`;
}

/** `one`, `one or two`, `one, two or three`. */
function anyOf(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? '';
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(', ')} or ${last}`;
}
