import type { SmtQuery } from '../smt/smt-lib.ts';
import {
  getValues,
  modelNames,
  parseStatus,
  type Solver,
  type SolverAnswer,
  satisfiedBy,
} from './solver.ts';

type Z3Package = typeof import('z3-solver');
type Z3Instance = Awaited<ReturnType<Z3Package['init']>>;

/** z3 is told to end this long before it is ended, in milliseconds; or a tenth of the time, if that is less. */
const GRACE = 500;

/**
 * z3 as WebAssembly, from the optional package `z3-solver`: for machines without the program, which
 * is several times quicker. Its threads keep the process alive until it is closed.
 */
export class Z3Wasm implements Solver {
  readonly name = 'z3-solver (WebAssembly)';
  readonly #package: Z3Package;
  #instance: Z3Instance | null = null;

  private constructor(loaded: Z3Package) {
    this.#package = loaded;
  }

  /** Loads the package; `null` where it is not installed. */
  static async load(): Promise<Z3Wasm | null> {
    try {
      return new Z3Wasm(await import('z3-solver'));
    } catch {
      return null;
    }
  }

  async check(query: SmtQuery, milliseconds: number): Promise<SolverAnswer> {
    const time = Math.max(1, Math.ceil(milliseconds));
    this.#instance ??= await this.#package.init();
    const { Z3 } = this.#instance;
    const config = Z3.mk_config();
    const context = Z3.mk_context(config);
    Z3.del_config(config);
    const tell = (text: string): Promise<string> => Z3.eval_smtlib2_string(context, text);
    const own = Math.max(1, Math.floor(time - Math.min(GRACE, time / 10)));
    const options = `(set-option :timeout ${own})\n`;
    const output = await this.#within(tell(`${options}${query.text}(check-sat)\n`), time);
    if (output === null) {
      return { kind: 'unknown', reason: `${this.name} found no answer in ${time} ms` };
    }
    const status = parseStatus(output);
    const values = status === 'sat' ? await tell(getValues(modelNames(query))) : null;
    Z3.del_context(context);
    if (values !== null) {
      return satisfiedBy(query, values, this.name);
    }
    if (status === 'unsat') {
      return { kind: 'unsatisfiable' };
    }
    // What ends a query that has run out of time may still come, and would end the next one.
    this.close();
    return { kind: 'unknown', reason: `${this.name} found no answer in ${time} ms` };
  }

  close(): void {
    const instance = this.#instance;
    this.#instance = null;
    if (instance !== null) {
      this.#package.killThreads(instance.em).catch(() => {});
    }
  }

  /** What `answer` yields; `null`, and the threads are ended, where it takes too long. */
  async #within(answer: Promise<string>, milliseconds: number): Promise<string | null> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), milliseconds);
    });
    answer.catch(() => {});
    const output = await Promise.race([answer, tooLong]);
    clearTimeout(timer);
    if (output === null) {
      this.close();
    }
    return output;
  }
}
