import { test } from 'vitest';

/** Declares a test. */
export type DeclareTest = (
  name: string,
  body: () => void | Promise<void>,
  /** In milliseconds. */
  timeout?: number,
) => void;

/** Declares tests that are skipped, with the reason in the name, unless `reason` is `null`. */
export function testWhere(reason: string | null): DeclareTest {
  return (name, body, timeout) => {
    test.skipIf(reason !== null)(
      reason === null ? name : `${name} (skipped: ${reason})`,
      body,
      timeout,
    );
  };
}
