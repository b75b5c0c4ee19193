/**
 * What is wrong, of an error of the system: not its code first, nor the call, nor the file that it was made
 * on, which may be none that the user knows. The whole message of any other error.
 */
export function systemReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, code = '', reason] = /^(E[A-Z0-9]+): (.+?), \w+/.exec(message) ?? [];
  return reason === undefined ? message : `${reason} (${code})`;
}
