import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interpret } from '../../src/interpret/interpret.ts';
import { printFilter } from '../../src/ir/print.ts';
import { verify } from '../../src/verify/verify.ts';
import { filters } from '../generators/filters.ts';
import { packetRecipes } from '../generators/packets.ts';

test('generated filters are valid, run, and accept some packets', () => {
  const verdicts = { accepted: 0, rejected: 0 };
  fc.assert(
    fc.property(filters(), fc.array(packetRecipes, { minLength: 4 }), (made, recipes) => {
      const filter = made.build();
      expect(verify(filter)).toEqual([]);
      for (const recipe of recipes) {
        const verdict = interpret(filter, recipe.packetFor(filter));
        verdicts[verdict === 0 ? 'rejected' : 'accepted'] += 1;
      }
    }),
    { numRuns: 500 },
  );
  expect(verdicts.accepted).toBeGreaterThan(verdicts.rejected / 20);
});

test('a generator says no more than it was asked for', () => {
  const options = { wide: false, native: false, caplen: false, ancillary: false, guards: false };
  fc.assert(
    fc.property(filters(options), (made) => {
      expect(printFilter(made.build())).not.toMatch(/i64|native|caplen|aux|guard|nocheck|load\.8/);
    }),
    { numRuns: 200 },
  );
});
