import type { Violation } from '../../verify/violation.ts';

/** The text form of a filter reads, but breaks the rules of the IR. */
export class InvalidIrError extends Error {
  override readonly name = 'InvalidIrError';
  readonly code = 'IR_INVALID_INPUT';
  readonly violations: readonly Violation[];

  constructor(violations: readonly [Violation, ...Violation[]], options?: ErrorOptions) {
    const [{ code, block, at, message }] = violations;
    super(`${message}, in b${block} at '${at}' (${code})`, options);
    this.violations = violations;
  }
}
