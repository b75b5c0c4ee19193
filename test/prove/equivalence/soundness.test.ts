import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Interpreter } from '../../../src/interpret/interpret.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { compareDiagrams } from '../../../src/prove/diagram/compare-diagrams.ts';
import { comparePaths } from '../../../src/prove/equivalence/compare-paths.ts';
import { meaningTerms } from '../../../src/prove/equivalence/decide.ts';
import { proveEquivalence } from '../../../src/prove/equivalence/equivalence.ts';
import { directedPackets } from '../../../src/prove/fuzz/directed/directed-packets.ts';
import { smtQuery } from '../../../src/prove/smt/smt-lib.ts';
import { TermGraph } from '../../../src/prove/smt/term-graph.ts';
import { openSolver } from '../../../src/prove/solver/open-solver.ts';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';
import { Random } from '../../../src/support/random.ts';
import { filters } from '../../generators/filters.ts';
import { mutantOf } from './mutants.ts';

const generated = filters();
const choices = fc.nat({ max: 0xffff });

/** What is said without a solver. */
const WAYS = {
  'on all paths': (before: Filter, after: Filter) => {
    const graph = new TermGraph();
    const [one, other] = [meaningTerms(graph, before), meaningTerms(graph, after)];
    return comparePaths(graph, other.strict, [one.strict]) === 'equal';
  },
  'as decision diagrams': (before: Filter, after: Filter) => {
    const graph = new TermGraph();
    const [one, other] = [meaningTerms(graph, before), meaningTerms(graph, after)];
    return compareDiagrams(graph, other.strict, [one.strict]).kind === 'equal';
  },
} as const;

test.each(Object.entries(WAYS))(
  'filters that are the same %s are so on all packets',
  (_, areEqual) => {
    let equal = 0;
    fc.assert(
      fc.property(generated, choices, (one, which) => {
        const before = one.build();
        const after = mutantOf(before, which);
        if (after === null || !areEqual(before, after)) {
          return;
        }
        equal += 1;
        const [left, right] = [new Interpreter(before), new Interpreter(after)];
        for (const filter of [before, after]) {
          for (const packet of directedPackets(filter, new Random(which), { limit: 30 })) {
            expect(right.run(packet).verdict, printFilter(after)).toBe(left.run(packet).verdict);
          }
        }
      }),
      { numRuns: 1_000 },
    );
    expect(equal).toBeGreaterThan(50);
  },
);

const Z3 = z3Version();

describe.skipIf(Z3 === null)(
  `with the solver${Z3 === null ? ' (skipped: no z3 on the PATH)' : ''}`,
  () => {
    test.each(Object.entries(WAYS))(
      'filters that are the same %s are so by z3',
      async (_, areEqual) => {
        const solver = await openSolver();
        await fc.assert(
          fc.asyncProperty(generated, choices, async (one, which) => {
            const before = one.build();
            const after = mutantOf(before, which);
            if (after === null || !areEqual(before, after)) {
              return;
            }
            const graph = new TermGraph();
            const [a, b] = [meaningTerms(graph, before), meaningTerms(graph, after)];
            const differs = graph.compare('ne', 'i32', a.strict, b.strict);
            const answer = await solver?.check(smtQuery(graph, [differs]), 5_000);
            expect(answer?.kind).toBe('unsatisfiable');
          }),
          { numRuns: 300 },
        );
        solver?.close();
      },
    );

    test.each(['strict', 'relaxed'] as const)(
      'small mistakes are refuted by packets or harmless, in %s semantics',
      async (semantics) => {
        const solver = await openSolver();
        const outcomes = { equivalent: 0, different: 0, unknown: 0 };
        await fc.assert(
          fc.asyncProperty(generated, choices, async (one, which) => {
            const before = one.build();
            const after = mutantOf(before, which);
            if (after !== null) {
              const options = { solver, semantics, milliseconds: 2_000 };
              const { outcome } = await proveEquivalence(before, after, options);
              outcomes[outcome] += 1;
            }
          }),
          { numRuns: 250 },
        );
        solver?.close();
        expect(outcomes.different).toBeGreaterThan(40);
        expect(outcomes.equivalent).toBeGreaterThan(40);
        // Some differ on packets of gigabytes alone.
        expect(outcomes.unknown).toBeLessThan(20);
      },
    );
  },
);
