import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { IsolatedReply, IsolatedRequest } from './protocol.ts';

/** What a child process does next. */
export type ChildEvent =
  | IsolatedReply
  | {
      readonly kind: 'exit';
      /** The signal that it died of, `null` if it ended by itself. */
      readonly signal: NodeJS.Signals | null;
      /** The end of what it wrote to standard error. */
      readonly stderr: string;
    }
  | { readonly kind: 'timeout' };

/** How much of the child's standard error is kept, in characters. */
const STDERR_KEPT = 2_000;

const IN_SOURCE = import.meta.url.endsWith('.ts');

const WORKER = `./worker.${IN_SOURCE ? 'ts' : 'js'}`;

/** In the source tree the worker is TypeScript, which Node 20 needs jiti for. */
const FORK_OPTIONS: ForkOptions = {
  // Where `jiti/register` is looked up from
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  execArgv: IN_SOURCE ? ['--import', 'jiti/register'] : [],
  serialization: 'advanced',
  stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
};

/** One process that runs `worker.ts`. */
export class IsolatedChild {
  readonly #process: ChildProcess;
  #stderr = '';
  #exited = false;

  constructor() {
    this.#process = fork(fileURLToPath(new URL(WORKER, import.meta.url)), [], FORK_OPTIONS);
    this.#process.stderr?.on('data', (chunk) => {
      this.#stderr = (this.#stderr + String(chunk)).slice(-STDERR_KEPT);
    });
    this.#process.once('exit', () => {
      this.#exited = true;
    });
  }

  /** Whether it can take another request. */
  get alive(): boolean {
    return !this.#exited && this.#process.connected;
  }

  /** Sends a request and waits for what comes of it. The child must be alive. */
  ask(request: IsolatedRequest, timeoutMs: number): Promise<ChildEvent> {
    const event = this.next(timeoutMs);
    // A send that fails is followed by the exit that it failed for
    this.#process.send(request, () => undefined);
    return event;
  }

  /** Waits for a message, the end of the process, or `timeoutMs` milliseconds. */
  next(timeoutMs: number): Promise<ChildEvent> {
    const child = this.#process;
    return new Promise((resolve) => {
      const settle = (event: ChildEvent): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('close', onClose);
        resolve(event);
      };
      const onMessage = (message: unknown): void => settle(message as IsolatedReply);
      // `close` rather than `exit`: standard error is complete by then
      const onClose = (_code: number | null, signal: NodeJS.Signals | null): void =>
        settle({ kind: 'exit', signal, stderr: this.#stderr.trim() });
      const timer = setTimeout(() => settle({ kind: 'timeout' }), timeoutMs);
      child.on('message', onMessage).on('close', onClose);
    });
  }

  /** Ends the process, whatever it is doing. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
