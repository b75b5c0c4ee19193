/** A pass, or a back end, is proved wrong by a packet. Exit status 1. */
export class DisprovedError extends Error {
  override readonly name = 'DisprovedError';
  readonly code = 'DISPROVED';
  /** The name of the pass; `null` for a back end. */
  readonly pass: string | null;
  /** What it was given, as text. */
  readonly before: string;

  constructor(message: string, { pass, before }: Pick<DisprovedError, 'pass' | 'before'>) {
    super(message);
    this.pass = pass;
    this.before = before;
  }
}
