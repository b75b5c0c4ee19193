import { afterAll, beforeAll } from 'vitest';
import { openSolver } from '../../../src/prove/solver/open-solver.ts';
import type { Solver } from '../../../src/prove/solver/solver.ts';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';

/** Why the proofs are skipped here, to be put behind a name; empty where they are not. */
export const absent: string = z3Version() === null ? ' (skipped: there is no z3)' : '';

let solver: Solver | null = null;
beforeAll(async () => {
  solver = absent === '' ? await openSolver() : null;
});
afterAll(() => solver?.close());

/** The solver that all tests of one file share. */
export function theSolver(): Solver {
  if (solver === null) {
    throw new Error('there is no solver');
  }
  return solver;
}
