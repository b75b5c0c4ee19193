import type { Solver } from './solver.ts';
import { Z3Process, z3Version } from './z3-process.ts';
import { Z3Wasm } from './z3-wasm.ts';

/** What to say where there is no solver. */
export const NO_SOLVER =
  'no solver: install z3, or the package z3-solver, to prove what is not settled without';

/**
 * The solver of this machine: the program z3 where it is on the PATH, else the package z3-solver;
 * `null` where there is neither.
 */
export async function openSolver(): Promise<Solver | null> {
  const version = z3Version();
  return version === null ? Z3Wasm.load() : new Z3Process(version);
}
