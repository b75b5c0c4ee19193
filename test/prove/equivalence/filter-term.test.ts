import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interpreter } from '../../../src/interpret/interpret.ts';
import { evaluateTerms } from '../../../src/prove/smt/evaluate.ts';
import { FilterTerm } from '../../../src/prove/smt/filter-term.ts';
import { TermGraph } from '../../../src/prove/smt/term-graph.ts';
import { filters } from '../../generators/filters.ts';
import { packetRecipes } from '../../generators/packets.ts';

test('the term of a filter is its verdict on every packet', () => {
  fc.assert(
    fc.property(filters(), fc.array(packetRecipes, { minLength: 4 }), (generated, recipes) => {
      const filter = generated.build();
      const graph = new TermGraph();
      const verdict = new FilterTerm(graph, filter).verdict();
      const interpreter = new Interpreter(filter);
      for (const recipe of recipes) {
        const packet = recipe.packetFor(filter);
        expect(evaluateTerms(graph, [verdict], packet)).toEqual([interpreter.run(packet).verdict]);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a block is entered by just the packets whose path leads there', () => {
  fc.assert(
    fc.property(filters(), packetRecipes, (generated, recipe) => {
      const filter = generated.build();
      const packet = recipe.packetFor(filter);
      const graph = new TermGraph();
      const entries = new FilterTerm(graph, filter).entries();
      const { path } = new Interpreter(filter).run(packet);
      const values = evaluateTerms(
        graph,
        entries.map(({ entered }) => entered),
        packet,
      );
      const entered = entries.filter((_, index) => values[index] === true);
      expect(new Set(entered.map(({ block }) => block))).toEqual(new Set(path));
    }),
    { numRuns: 1_000 },
  );
});
