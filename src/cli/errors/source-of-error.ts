import type { SourceSpan } from '../../support/source-span.ts';

/** What the user gave that an error is about. */
export interface ErrorSource {
  /** The filter expression in which the error marks a place. */
  readonly expression?: string | null;
  /** The file that is wrong. */
  readonly file?: string | undefined;
  /** The output that can't be written. */
  readonly output?: string;
}

const sources = new WeakMap<object, ErrorSource>();

/** Runs `action`; where it throws, remembers what the error is about. */
export async function about<Result>(
  source: ErrorSource,
  action: () => Promise<Result> | Result,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw remember(error, source);
  }
}

/** `error`, which from now on is known to be about `source` as well. */
export function remember(error: unknown, source: ErrorSource): unknown {
  if (typeof error === 'object' && error !== null) {
    sources.set(error, { ...source, ...sources.get(error) });
  }
  return error;
}

/** What `error` is about, as far as that is known. */
export function sourceOfError(error: unknown): ErrorSource {
  return typeof error === 'object' && error !== null ? (sources.get(error) ?? {}) : {};
}

/** The place in the expression that `error` is about; `null` where it knows none. */
export function spanOf(error: unknown): SourceSpan | null {
  return error instanceof Error && 'span' in error && isSpan(error.span) ? error.span : null;
}

const isSpan = (value: unknown): value is SourceSpan =>
  typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
