import { createRequire } from 'node:module';
import { type ChildEvent, IsolatedChild } from '../../engine/isolated/child.ts';
import type { SmtQuery } from '../smt/smt-lib.ts';
import {
  getValues,
  modelNames,
  parseStatus,
  type Solver,
  type SolverAnswer,
  satisfiedBy,
} from './solver.ts';
import type { Z3WasmReply, Z3WasmRequest } from './z3-wasm-protocol.ts';

type Answer = Extract<Z3WasmReply, { readonly kind: 'answer' }>;
type Event = ChildEvent<Z3WasmReply>;
type Z3Child = IsolatedChild<Z3WasmRequest, Z3WasmReply>;

/**
 * z3 as WebAssembly, from the optional package `z3-solver`: for machines without the program, which
 * is several times quicker. It runs in a process of its own, which is ended at a deadline and started anew
 * for the next query.
 */
export class Z3Wasm implements Solver {
  readonly name = 'z3-solver (WebAssembly)';
  #child: Z3Child | null = null;

  private constructor() {}

  /** The solver; `null` where the package is not installed. */
  static find(): Z3Wasm | null {
    try {
      createRequire(import.meta.url).resolve('z3-solver');
      return new Z3Wasm();
    } catch {
      return null;
    }
  }

  async check(query: SmtQuery, milliseconds: number): Promise<SolverAnswer> {
    const time = Math.max(1, Math.ceil(milliseconds));
    const event = await this.#ask(query, performance.now() + time);
    if (event.kind === 'answer') {
      return this.#meaning(query, event);
    }
    this.close();
    return { kind: 'unknown', reason: `${this.name} ${reasonOf(event, time)}` };
  }

  #meaning(query: SmtQuery, { status, values }: Answer): SolverAnswer {
    switch (parseStatus(status)) {
      case 'sat':
        return satisfiedBy(query, values, this.name);
      case 'unsat':
        return { kind: 'unsatisfiable' };
      case 'unknown':
        return { kind: 'unknown', reason: `${this.name} can't say` };
    }
  }

  close(): void {
    this.#child?.kill();
    this.#child = null;
  }

  async #ask(query: SmtQuery, deadline: number): Promise<Event> {
    const left = (): number => Math.max(1, deadline - performance.now());
    if (this.#child?.alive !== true) {
      const event = await this.#start().next(left());
      if (event.kind !== 'ready') {
        return event;
      }
    }
    const request = { query: query.text, values: getValues(modelNames(query)) };
    return (await this.#child?.ask(request, left())) ?? { kind: 'timeout' };
  }

  #start(): Z3Child {
    const child: Z3Child = new IsolatedChild(new URL('./z3-wasm-worker', import.meta.url));
    child.unref();
    this.#child = child;
    return child;
  }
}

/** Why there is no answer after `time` milliseconds. */
function reasonOf(event: Exclude<Event, Answer>, time: number): string {
  switch (event.kind) {
    case 'timeout':
    case 'ready':
      return `found no answer in ${time} ms`;
    case 'refused':
      return `can not be run: ${event.message}`;
    case 'exit':
      return `ended unasked (${event.signal ?? event.stderr})`;
  }
}
