import type { SmtQuery } from '../smt/smt-lib.ts';

/** The values that a solver gives to the names of a query that can be satisfied. */
export type SmtModel = ReadonlyMap<string, bigint>;

/** What a solver says to one query. */
export type SolverAnswer =
  /** No packet does. */
  | { readonly kind: 'unsatisfiable' }
  | { readonly kind: 'satisfiable'; readonly model: SmtModel }
  /** It ran out of time, or can't say. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A program that decides queries about bit vectors and arrays, one after the other. */
export interface Solver {
  /** Shown in reports: `z3 4.8.12`. */
  readonly name: string;
  /**
   * Decides `query`. Answers `unknown` after `milliseconds` at the latest, when what hangs is ended; also
   * where the solver itself ends, or can't be run.
   *
   * @throws {@link SolverError} where the solver does not understand the query.
   */
  check(query: SmtQuery, milliseconds: number): Promise<SolverAnswer>;
  /** Ends the solver. Nothing may be asked afterwards. */
  close(): void;
}

/** A solver is absent, or answers in a way that makes no sense. */
export class SolverError extends Error {
  override readonly name = 'SolverError';
  readonly code = 'SOLVER';
}

/** All names whose values are asked for where a query can be satisfied. */
export function modelNames({ symbols, loads }: SmtQuery): readonly string[] {
  return [...symbols, ...loads.flatMap(({ address, bytes }) => [address, ...bytes])];
}

/** The command that asks for the values of `names`, at least one. */
export const getValues = (names: readonly string[]): string => `(get-value (${names.join(' ')}))\n`;

/** What `text`, the answer to {@link getValues}, says of a query that can be satisfied. */
export function satisfiedBy(query: SmtQuery, text: string, solver: string): SolverAnswer {
  const model = parseModel(text);
  const isWhole = modelNames(query).every((name) => model.has(name));
  return isWhole
    ? { kind: 'satisfiable', model }
    : { kind: 'unknown', reason: `${solver} says that they differ, and not on which packet` };
}

/** Reads `((name #xff) …)`. */
function parseModel(text: string): SmtModel {
  const model = new Map<string, bigint>();
  for (const [, name = '', base, digits = ''] of text.matchAll(
    /\(\s*([\w.]+)\s+#([xb])([0-9a-f]+)\s*\)/g,
  )) {
    model.set(name, BigInt(`0${base}${digits}`));
  }
  return model;
}

/** The first word of an answer to `check-sat`, and what follows it. */
export function parseStatus(output: string): 'sat' | 'unsat' | 'unknown' {
  const status = output.trim();
  if (status === 'sat' || status === 'unsat' || status === 'unknown') {
    return status;
  }
  // z3 says so where it runs out of time while it is preparing.
  if (status === 'timeout') {
    return 'unknown';
  }
  throw new SolverError(`the solver says: ${status.slice(0, 200)}`);
}
