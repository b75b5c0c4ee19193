import { BytecodeError } from './errors.ts';
import type { CbpfProgram } from './instruction.ts';
import { type CbpfRule, type Finding, KERNEL_RULES } from './validity-rules.ts';

/** A rule that a program breaks, and where. */
export interface CbpfViolation extends Finding {
  /** Stable; the code of the rule, `CBPF_` and what is wrong. */
  readonly code: string;
}

/** What a program is checked for. */
export interface CbpfCheckOptions {
  /** The rules, in the order in which violations of one instruction are named. Default: the kernel's. */
  readonly rules?: readonly CbpfRule[];
}

/**
 * Finds every violation of the rules, by rising index of the instruction; empty where the program
 * is valid. Linear time.
 */
export function checkProgram(
  program: CbpfProgram,
  options: CbpfCheckOptions = {},
): readonly CbpfViolation[] {
  const { rules = KERNEL_RULES } = options;
  return rules
    .flatMap((rule) => rule.check(program).map((finding) => ({ ...finding, code: rule.code })))
    .sort((a, b) => a.index - b.index);
}

/**
 * Checks a program that must be valid.
 *
 * @throws {@link BytecodeError} with the first violation.
 */
export function requireValid(program: CbpfProgram, options: CbpfCheckOptions = {}): void {
  const [first] = checkProgram(program, options);
  if (first !== undefined) {
    throw new BytecodeError(first.message, first);
  }
}
