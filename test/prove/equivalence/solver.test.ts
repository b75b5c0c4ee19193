import { describe, expect, test } from 'vitest';
import { smtQuery } from '../../../src/prove/smt/smt-lib.ts';
import { TermGraph } from '../../../src/prove/smt/term-graph.ts';
import type { Solver } from '../../../src/prove/solver/solver.ts';
import { Z3Process, z3Version } from '../../../src/prove/solver/z3-process.ts';
import { Z3Wasm } from '../../../src/prove/solver/z3-wasm.ts';

const Z3 = z3Version();
const wasm = Z3Wasm.find();

const SOLVERS: readonly (readonly [name: string, missing: string, () => Solver | null])[] = [
  [
    'z3 in a pipe',
    Z3 === null ? 'no z3 on the PATH' : '',
    () => (Z3 === null ? null : new Z3Process(Z3)),
  ],
  ['z3-solver', wasm === null ? 'the package z3-solver is not installed' : '', () => wasm],
];

/** Whether some even number times another is `product`, modulo 2^32. */
function evenFactor(product: number) {
  const graph = new TermGraph();
  const [a, b] = [graph.input('aux.mark'), graph.input('aux.rxhash')];
  const lowest = graph.binary('and', 'i32', a, graph.constant(1));
  return smtQuery(graph, [
    graph.compare('eq', 'i32', graph.binary('mul', 'i32', a, b), graph.constant(product)),
    graph.not(graph.truthOf(lowest)),
  ]);
}

/** The factors of a product of two primes of 32 bits, which take longer than any test may. */
function primeFactors() {
  const graph = new TermGraph();
  const [a, b] = (['aux.mark', 'aux.rxhash'] as const).map((word) =>
    graph.unary('zext32', graph.input(word)),
  );
  if (a === undefined || b === undefined) {
    throw new Error('there are two');
  }
  const product = graph.constant(4_294_967_291n * 4_294_967_279n);
  return smtQuery(graph, [
    graph.compare('eq', 'i64', graph.binary('mul', 'i64', a, b), product),
    graph.compare('ult', 'i64', a, b),
  ]);
}

for (const [name, missing, open] of SOLVERS) {
  describe.skipIf(missing !== '')(
    `${name}${missing === '' ? '' : ` (skipped: ${missing})`}`,
    () => {
      test('finds what there is, and that there is nothing', async () => {
        const solver = open();
        const found = await solver?.check(evenFactor(36), 5_000);
        expect(found?.kind).toBe('satisfiable');
        if (found?.kind === 'satisfiable') {
          const [a = 0n, b = 0n] = ['aux.mark', 'aux.rxhash'].map((word) => found.model.get(word));
          expect((a * b) % 2n ** 32n).toBe(36n);
        }
        expect(await solver?.check(evenFactor(35), 5_000)).toEqual({ kind: 'unsatisfiable' });
        solver?.close();
      });

      test('answers one query after the other, each for itself', async () => {
        const solver = open();
        for (let product = 0; product < 40; product += 1) {
          const answer = await solver?.check(evenFactor(product), 20_000);
          expect([product, answer?.kind]).toEqual([
            product,
            product % 2 === 0 ? 'satisfiable' : 'unsatisfiable',
          ]);
        }
        solver?.close();
      });

      test('keeps to its deadline, and goes on', async () => {
        const solver = open();
        const start = performance.now();
        const answer = await solver?.check(primeFactors(), 50);
        expect(performance.now() - start).toBeLessThan(5_000);
        expect(answer?.kind).toBe('unknown');
        expect((await solver?.check(evenFactor(36), 5_000))?.kind).toBe('satisfiable');
        solver?.close();
      });
    },
  );
}
