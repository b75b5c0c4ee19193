import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import type { SmtQuery } from '../smt/smt-lib.ts';
import {
  getValues,
  modelNames,
  parseStatus,
  type Solver,
  type SolverAnswer,
  satisfiedBy,
} from './solver.ts';

/** Printed behind each answer. */
const END = 'bpfopt-end';

/** z3 is told to end this long before it is ended, in milliseconds; or a tenth of the time, if that is less. */
const GRACE = 500;

/**
 * The version of the z3 on the PATH, such as `4.8.12`; `null` where there is none, or it does not say in
 * `milliseconds`.
 */
export function z3Version(milliseconds = 10_000): string | null {
  const { status, stdout } = spawnSync('z3', ['--version'], {
    encoding: 'utf8',
    timeout: Math.max(1, Math.ceil(milliseconds)),
    killSignal: 'SIGKILL',
  });
  return status === 0 ? (/\d+\.\d+[\d.]*/.exec(stdout)?.[0] ?? 'of unknown version') : null;
}

/**
 * The program `z3`, reading SMT-LIB from a pipe. One process serves many queries; one that is ended
 * at a deadline is replaced at the next query.
 */
export class Z3Process implements Solver {
  readonly name: string;
  #conversation: Conversation | null = null;

  constructor(version: string) {
    this.name = `z3 ${version}`;
  }

  async check(query: SmtQuery, milliseconds: number): Promise<SolverAnswer> {
    const time = Math.max(1, Math.ceil(milliseconds));
    try {
      return await this.#checkWithin(query, time);
    } catch (error) {
      if (error instanceof EndedError) {
        this.close();
        return { kind: 'unknown', reason: `${this.name} ${error.message}` };
      }
      throw error;
    }
  }

  async #checkWithin(query: SmtQuery, time: number): Promise<SolverAnswer> {
    const deadline = performance.now() + time;
    const own = Math.max(1, Math.floor(time - Math.min(GRACE, time / 10)));
    const options = `(reset)\n(set-option :timeout ${own})\n`;
    const output = await this.#ask(`${options}${query.text}(check-sat)\n`, deadline);
    const status = output === null ? 'unknown' : parseStatus(output);
    switch (status) {
      case 'unsat':
        return { kind: 'unsatisfiable' };
      case 'unknown':
        return { kind: 'unknown', reason: `${this.name} found no answer in ${time} ms` };
      case 'sat': {
        const values = await this.#ask(getValues(modelNames(query)), deadline);
        return values === null
          ? { kind: 'unknown', reason: `${this.name} found no values in ${time} ms` }
          : satisfiedBy(query, values, this.name);
      }
    }
  }

  close(): void {
    this.#conversation?.end();
    this.#conversation = null;
  }

  /** Sends commands. Yields what is printed; `null` where nothing is by the deadline. */
  async #ask(commands: string, deadline: number): Promise<string | null> {
    if (this.#conversation?.isOver !== false) {
      this.#conversation = new Conversation();
    }
    const output = await this.#conversation.ask(commands, deadline - performance.now());
    if (output === null) {
      this.close();
    }
    return output;
  }
}

/** The process ended by itself, or could not be started; the message says how, behind its name. */
class EndedError extends Error {
  override readonly name = 'EndedError';
}

/** One process of z3. */
class Conversation {
  readonly #process: ChildProcessWithoutNullStreams;
  #output = '';
  #settle: ((result: string | EndedError | null) => void) | null = null;
  #isOver = false;

  constructor() {
    this.#process = spawn('z3', ['-in', '-smt2'], { stdio: 'pipe' });
    this.#process.unref();
    for (const stream of [this.#process.stdin, this.#process.stdout, this.#process.stderr]) {
      // A process that is only waiting must not keep the command alive.
      if ('unref' in stream && typeof stream.unref === 'function') {
        stream.unref();
      }
      stream.on('error', () => {});
    }
    this.#process.stdout.setEncoding('utf8');
    this.#process.stdout.on('data', (chunk: string) => this.#read(chunk));
    this.#process.stderr.resume();
    this.#process.on('error', (cause) => {
      this.#over(new EndedError(`can not be run: ${cause.message}`, { cause }));
    });
    this.#process.on('exit', (status, signal) => {
      this.#over(new EndedError(`ended unasked (${signal ?? `status ${status}`})`));
    });
  }

  /** Whether nothing can be asked any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends commands. Yields what is printed; `null` where nothing is in `milliseconds`. */
  async ask(commands: string, milliseconds: number): Promise<string | null> {
    this.#output = '';
    const result = await new Promise<string | EndedError | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), Math.max(0, milliseconds));
      this.#settle = (settled) => {
        clearTimeout(timer);
        resolve(settled);
      };
      this.#process.stdin.write(`${commands}(echo "${END}")\n`);
    });
    this.#settle = null;
    if (result instanceof EndedError) {
      throw result;
    }
    return result;
  }

  end(): void {
    this.#settle = null;
    this.#process.removeAllListeners('exit');
    this.#process.kill('SIGKILL');
  }

  #over(how: EndedError): void {
    this.#isOver = true;
    this.#settle?.(how);
  }

  #read(chunk: string): void {
    this.#output += chunk;
    const end = this.#output.lastIndexOf(END);
    if (end >= 0) {
      this.#settle?.(this.#output.slice(0, end));
    }
  }
}
