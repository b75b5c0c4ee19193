/** What {@link BytecodeError} says besides its message. */
export interface BytecodeErrorOptions extends ErrorOptions {
  /** Stable; `CBPF_` and what is wrong. */
  readonly code: string;
  /** The index of the instruction at fault, from 0. */
  readonly index: number;
}

/** A classic BPF program that breaks a rule of the machine. */
export class BytecodeError extends Error {
  override readonly name = 'BytecodeError';
  readonly code: string;
  /** The index of the instruction at fault, from 0. */
  readonly index: number;

  constructor(message: string, options: BytecodeErrorOptions) {
    super(`instruction ${options.index}: ${message}`, options);
    this.code = options.code;
    this.index = options.index;
  }
}

/** Text that is not a classic BPF program in the format expected. */
export class CbpfSyntaxError extends Error {
  override readonly name = 'CbpfSyntaxError';
  readonly code = 'CBPF_SYNTAX';
  /** The line at fault, from 1. */
  readonly line: number;

  constructor(message: string, options: ErrorOptions & { readonly line: number }) {
    super(`line ${options.line}: ${message}`, options);
    this.line = options.line;
  }
}
