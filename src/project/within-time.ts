import { Script } from 'node:vm';
import type { Pass } from '../pass/pass.ts';

/** How long one application of a pass may take, in milliseconds: a thousand times what it should. */
const TIMEOUT_MS = 10_000;

/** How long, where the pass is known not to come to an end for some other filter. */
const SHORT_TIMEOUT_MS = 300;

/** A pass did not come to an end. */
export class TimeUpError extends Error {
  override readonly name = 'TimeUpError';
}

/** The passes that did not come to an end before. */
const endless = new WeakSet<Pass>();
let timeUps = 0;

/** How often an application of a pass did not come to an end in this process. */
export const timeUpCount = (): number => timeUps;

/** Where the script finds what to run. */
const RUN = Symbol.for('bpfopt.run');

const SCRIPT = new Script("globalThis[Symbol.for('bpfopt.run')]()");

/**
 * Runs an application of a pass of others, which may loop for ever: it is ended after ten seconds, and soon
 * where the pass did so before.
 *
 * @throws what `run` throws, and {@link TimeUpError} where its time is up.
 */
export function withinTime<Result>(run: () => Result, pass: Pass): Result {
  const timeout = endless.has(pass) ? SHORT_TIMEOUT_MS : TIMEOUT_MS;
  Reflect.set(globalThis, RUN, run);
  try {
    return SCRIPT.runInThisContext({ timeout }) as Result;
  } catch (cause) {
    if (!isTimeout(cause)) {
      throw cause;
    }
    endless.add(pass);
    timeUps += 1;
    throw new TimeUpError(`it had no end after ${timeout / 1_000} s`, { cause });
  } finally {
    Reflect.deleteProperty(globalThis, RUN);
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
