/** What {@link ProgramTooLongError} says besides its message. */
export interface ProgramTooLongOptions extends ErrorOptions {
  /** How many instructions the program would have. */
  readonly instructions: number;
  /** How many it may have. */
  readonly limit: number;
  /** The name of the machine whose limit that is; absent where it is anybody's. */
  readonly machine?: string;
}

/** The filter is right, and has no classic BPF program of the length allowed. */
export class ProgramTooLongError extends Error {
  override readonly name = 'ProgramTooLongError';
  readonly code = 'CBPF_TOO_LONG';
  /** How many instructions the program would have. */
  readonly instructions: number;
  /** How many it may have. */
  readonly limit: number;

  constructor(options: ProgramTooLongOptions) {
    const { instructions, limit, machine } = options;
    const most = machine === undefined ? `may have ${limit}` : `${machine} takes ${limit}`;
    super(`the program would have ${instructions} instructions, and ${most}`, options);
    this.instructions = instructions;
    this.limit = limit;
  }
}
