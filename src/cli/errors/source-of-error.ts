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
