import type { Violation } from '../verify/violation.ts';

/** Which application of which pass went wrong, and on what. */
export interface PassFailure {
  /** The name of the pass. */
  readonly pass: string;
  /** Whose pass it is: `plugin 'x'`; `null` for one of our own. */
  readonly owner: string | null;
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
  readonly owner: string | null;
  readonly application: number;
  readonly before: string;

  constructor(failure: PassFailure, options: ErrorOptions) {
    const { pass, owner, application, before } = failure;
    const { cause } = options;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${describe(failure)} failed: ${reason}`, options);
    this.pass = pass;
    this.owner = owner;
    this.application = application;
    this.before = before;
  }
}

/** A pass broke the IR. */
export class VerifyError extends Error implements PassFailure {
  override readonly name = 'VerifyError';
  readonly code = 'IR_INVALID';
  readonly pass: string;
  readonly owner: string | null;
  readonly application: number;
  readonly before: string;
  readonly violations: readonly [Violation, ...Violation[]];

  constructor(failure: PassFailure, violations: readonly [Violation, ...Violation[]]) {
    const { pass, owner, application, before } = failure;
    const [first] = violations;
    const where = `b${first.block}: '${first.at}'`;
    super(`${describe(failure)} broke the IR: ${first.message}, at ${where} (${first.code})`);
    this.pass = pass;
    this.owner = owner;
    this.application = application;
    this.before = before;
    this.violations = violations;
  }
}

/** A `repeat` in which passes change the filter again and again. */
export class EndlessRepeatError extends Error {
  override readonly name = 'EndlessRepeatError';
  readonly code = 'PASS_ENDLESS';
  /** The passes that changed it in the last round, in order. */
  readonly passes: readonly string[];
  /** Whose they are, as far as they are not our own; each once. */
  readonly owners: readonly string[];

  constructor(rounds: number, { passes, owners }: Pick<EndlessRepeatError, 'passes' | 'owners'>) {
    const names = passes.map((name) => `'${name}'`).join(', ');
    const whose = owners.length === 0 ? '' : ` of ${owners.join(', ')}`;
    super(
      `repeat does not end: after ${rounds} rounds ${names}${whose} still ` +
        `${passes.length === 1 ? 'changes' : 'change'} the filter; a pass makes no edit where it has nothing to do`,
    );
    this.passes = passes;
    this.owners = owners;
  }
}

const describe = ({ pass, owner, application }: PassFailure): string =>
  `pass '${pass}'${owner === null ? '' : ` of ${owner}`} (application ${application})`;
