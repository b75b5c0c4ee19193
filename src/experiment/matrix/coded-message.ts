import { InvariantError } from '../../support/invariant.ts';

/**
 * The message of an error that is an answer to wrong input.
 *
 * @throws `error` itself where it has no code, and so is a defect.
 */
export function codedMessage(error: unknown): string {
  if (error instanceof Error && !(error instanceof InvariantError) && 'code' in error) {
    return `${error.message} (${String(error.code)})`;
  }
  throw error;
}
