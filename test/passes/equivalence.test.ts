import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { verify } from '../../src/verify/verify.ts';
import { filters } from '../generators/filters.ts';
import { machines } from '../generators/machines.ts';
import { packetRecipes } from '../generators/packets.ts';

const names = [...builtinPasses.keys()];
const ALL = names.join(',');

/** Each pass, and passes in company. */
const PIPELINES: readonly string[] = [
  ...names,
  ...names.map((name) => `gvn,${name}`),
  'dead-code,check-elimination,gvn,jump-threading,dead-code,block-merging',
  ALL,
  `repeat(${ALL})`,
];

const RUNS = Number(process.env.RUNS ?? 300);

describe.each(PIPELINES)('%s', (text) => {
  test('keeps every verdict of random filters, and the invariants', () => {
    fc.assert(
      fc.property(
        filters(),
        fc.array(packetRecipes, { minLength: 8, maxLength: 8 }),
        machines,
        (generated, recipes, target) => {
          const before = generated.build();
          const after = generated.build();
          runPasses(after, parsePipeline(text, builtinPasses), { verifyEach: true, target });
          expect(verify(after)).toEqual([]);
          for (const recipe of recipes) {
            const packet = recipe.packetFor(before);
            expect(interpret(after, packet), printFilter(after)).toBe(interpret(before, packet));
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});

test('a repeated pipeline ends in a filter that no pass changes', () => {
  fc.assert(
    fc.property(filters(), machines, (generated, target) => {
      const filter = generated.build();
      runPasses(filter, parsePipeline(`repeat(${ALL})`, builtinPasses), { target });
      const text = printFilter(filter);
      const records = runPasses(filter, parsePipeline(ALL, builtinPasses), { target });
      expect(records.filter(({ changed }) => changed).map(({ pass }) => pass)).toEqual([]);
      expect(printFilter(filter)).toBe(text);
    }),
    { numRuns: RUNS },
  );
});
