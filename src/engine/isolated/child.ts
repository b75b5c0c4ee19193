import { type ChildProcess, type ForkOptions, fork, type Serializable } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** What a child process does next: it says something, ends, or is still busy. */
export type ChildEvent<Reply> =
  | Reply
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

/** In the source tree workers are TypeScript, which Node 20 needs jiti for. */
const FORK_OPTIONS: ForkOptions = {
  // Where `jiti/register` is looked up from
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  execArgv: IN_SOURCE ? ['--import', 'jiti/register'] : [],
  serialization: 'advanced',
  stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
};

/** One process that runs a worker, which answers requests by replies, one at a time. */
export class IsolatedChild<Request, Reply> {
  readonly #process: ChildProcess;
  #stderr = '';
  #exited = false;

  /** @param worker the module that it runs, without the ending of its name. */
  constructor(worker: URL) {
    this.#process = fork(`${fileURLToPath(worker)}.${IN_SOURCE ? 'ts' : 'js'}`, [], FORK_OPTIONS);
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
  ask(request: Request, timeoutMs: number): Promise<ChildEvent<Reply>> {
    const event = this.next(timeoutMs);
    // A send that fails is followed by the exit that it failed for
    this.#process.send(request as Serializable, () => undefined);
    return event;
  }

  /** Waits for a message, the end of the process, or `timeoutMs` milliseconds. */
  next(timeoutMs: number): Promise<ChildEvent<Reply>> {
    const child = this.#process;
    return new Promise((resolve) => {
      const settle = (event: ChildEvent<Reply>): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('close', onClose);
        resolve(event);
      };
      const onMessage = (message: unknown): void => settle(message as Reply);
      // `close` rather than `exit`: standard error is complete by then
      const onClose = (_code: number | null, signal: NodeJS.Signals | null): void =>
        settle({ kind: 'exit', signal, stderr: this.#stderr.trim() });
      const timer = setTimeout(() => settle({ kind: 'timeout' }), timeoutMs);
      child.on('message', onMessage).on('close', onClose);
    });
  }

  /** Lets this process end while the child does nothing but wait. */
  unref(): void {
    this.#process.unref();
    this.#process.channel?.unref();
    // A pipe of a child process is a socket.
    (this.#process.stderr as Socket | null)?.unref();
  }

  /** Ends the process, whatever it is doing. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
