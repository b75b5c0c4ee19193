import type { Solver } from './solver.ts';
import { Z3Process, z3Version } from './z3-process.ts';
import { Z3Wasm } from './z3-wasm.ts';

/** What to say where there is no solver. */
export const NO_SOLVER =
  'no solver: install z3, or the package z3-solver, to prove what is not settled without';

/** How long z3 may take to say its version, in milliseconds; or a quarter of the time, if that is less. */
const VERSION_TIME = 2_000;

/**
 * The solver of this machine: the program z3 where it is on the PATH, else the package z3-solver;
 * `null` where there is neither.
 *
 * @param milliseconds the time that there is for the first answer, of which this takes a part at most.
 */
export async function openSolver(milliseconds = 10_000): Promise<Solver | null> {
  const version = z3Version(Math.min(VERSION_TIME, milliseconds / 4));
  return version === null ? Z3Wasm.find() : new Z3Process(version);
}
