import type { SourceSpan } from './source-span.ts';

/** Where and why something is not supported. */
export interface UnsupportedOptions extends ErrorOptions {
  /** The part of the source text that asks for it; absent where there is no source text. */
  readonly span?: SourceSpan;
}

/** The input is right, and asks for something that this compiler does not do (yet). */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
  readonly code = 'UNSUPPORTED';
  /** The part of the source text that asks for it; `null` where there is no source text. */
  readonly span: SourceSpan | null;

  constructor(message: string, options: UnsupportedOptions = {}) {
    super(message, options);
    this.span = options.span ?? null;
  }
}
