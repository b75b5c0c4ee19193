import { EngineError } from '../engine.ts';
import { type ChildEvent, IsolatedChild } from './child.ts';
import type { IsolatedReply, IsolatedRequest } from './protocol.ts';

/** How a run in a process of its own ended. */
export type IsolatedOutcome =
  | { readonly kind: 'verdicts'; readonly verdicts: Uint32Array }
  /** The code faulted: the process died of `signal`, such as `SIGSEGV`. */
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  /** The code was still running when the time was up. */
  | { readonly kind: 'timeout' };

/** Limits of one run. */
export interface IsolatedOptions {
  /** How long the request may take in milliseconds, not counting the process's start. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** How long a process may take to start, in milliseconds: generous, for a busy machine. */
const START_TIMEOUT_MS = 30_000;

/**
 * Runs code in a process of its own, so that a fault is an answer and not the end of this process.
 *
 * For many requests, one {@link IsolatedProcess} saves the start of a process for each.
 *
 * @throws {@link EngineError} where the engine is unavailable or refuses the code or the batch.
 */
export async function runIsolated(
  request: IsolatedRequest,
  options: IsolatedOptions = {},
): Promise<IsolatedOutcome> {
  const isolated = new IsolatedProcess();
  try {
    return await isolated.run(request, options);
  } finally {
    isolated.close();
  }
}

/**
 * A child process that runs requests in turn, and is started anew after one that ended it.
 *
 * Close it when done: until then it keeps this process alive.
 */
export class IsolatedProcess {
  #child: Child | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /**
   * Runs one request, after those that were made before it.
   *
   * @throws {@link EngineError} where the engine is unavailable or refuses the code or the batch, and
   * after `close`.
   */
  run(request: IsolatedRequest, options: IsolatedOptions = {}): Promise<IsolatedOutcome> {
    const outcome = this.#last.then(() => this.#ask(request, options));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  /** Ends the process; a request under way is answered by the signal `SIGKILL`. */
  close(): void {
    this.#closed = true;
    this.#child?.kill();
  }

  async #ask(
    request: IsolatedRequest,
    { timeoutMs = DEFAULT_TIMEOUT_MS }: IsolatedOptions,
  ): Promise<IsolatedOutcome> {
    const child = await this.#liveChild();
    const event = await child.ask(request, timeoutMs);
    if (event.kind === 'timeout') {
      child.kill();
      this.#child = null;
    }
    return outcomeOf(event);
  }

  async #liveChild(): Promise<Child> {
    if (!this.#closed && this.#child?.alive !== true) {
      this.#child = await startChild();
    }
    // It may have been closed during the start
    if (this.#closed || this.#child === null) {
      this.#child?.kill();
      throw new EngineError('the process for isolated runs is closed');
    }
    return this.#child;
  }
}

type Child = IsolatedChild<IsolatedRequest, IsolatedReply>;

async function startChild(): Promise<Child> {
  const child: Child = new IsolatedChild(new URL('./worker', import.meta.url));
  const event = await child.next(START_TIMEOUT_MS);
  if (event.kind !== 'ready') {
    child.kill();
    const detail = event.kind === 'exit' ? event.stderr : '';
    throw new EngineError(`the process for isolated runs does not start: ${detail || event.kind}`);
  }
  return child;
}

function outcomeOf(event: ChildEvent<IsolatedReply>): IsolatedOutcome {
  switch (event.kind) {
    case 'verdicts':
    case 'timeout':
      return event;
    case 'exit':
      if (event.signal !== null) {
        return { kind: 'signal', signal: event.signal };
      }
      throw new EngineError(`the process for isolated runs ended early: ${event.stderr}`);
    case 'refused':
      throw new EngineError(event.message);
    case 'ready':
      throw new EngineError('the process for isolated runs has started twice');
  }
}
