import type { Violation } from '../verify/violation.ts';

/** Which application of which pass went wrong, and on what. */
export interface PassFailure {
  /** The name of the pass. */
  readonly pass: string;
  /** The number of the application, counted from 1 over the whole run. */
  readonly application: number;
  /** The filter that the pass was given, as text: with the name, a ready-made reproduction. */
  readonly before: string;
}

/** A pass threw. `cause` is what it threw. */
export class PassError extends Error implements PassFailure {
  override readonly name = 'PassError';
  readonly code = 'PASS_FAILED';
  readonly pass: string;
  readonly application: number;
  readonly before: string;

  constructor(failure: PassFailure, options: ErrorOptions) {
    const { pass, application, before } = failure;
    const { cause } = options;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`pass '${pass}' (application ${application}) failed: ${reason}`, options);
    this.pass = pass;
    this.application = application;
    this.before = before;
  }
}

/** A pass broke the IR. */
export class VerifyError extends Error implements PassFailure {
  override readonly name = 'VerifyError';
  readonly code = 'IR_INVALID';
  readonly pass: string;
  readonly application: number;
  readonly before: string;
  readonly violations: readonly [Violation, ...Violation[]];

  constructor(failure: PassFailure, violations: readonly [Violation, ...Violation[]]) {
    const { pass, application, before } = failure;
    const [first] = violations;
    const where = `b${first.block}: '${first.at}'`;
    super(
      `pass '${pass}' (application ${application}) broke the IR: ${first.message}, at ${where} (${first.code})`,
    );
    this.pass = pass;
    this.application = application;
    this.before = before;
    this.violations = violations;
  }
}
