import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interpreter, interpret } from '../../src/interpret/interpret.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printFilter } from '../../src/ir/print.ts';
import { verify } from '../../src/verify/verify.ts';
import { filters } from '../generators/filters.ts';
import { packetRecipes, packetsFor } from '../generators/packets.ts';

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

test('generated packets find the constants that a filter looks for, and just miss them', () => {
  const filter = parseFilter(`
    filter @tcp-port-80 {
    b0:
      v0 = load.2 [12]
      v1 = const 0x800
      v2 = eq v0, v1
      branch v2, b1, b4
    b1:
      v3 = load.1 [23]
      v4 = const 0x6
      v5 = eq v3, v4
      branch v5, b2, b4
    b2:
      v6 = load.2 [36]
      v7 = const 0x50
      v8 = eq v6, v7
      branch v8, b3, b4
    b3:
      return 0x1
    b4:
      return 0x0
    }
  `);
  const paths = new Map<string, number>();
  const interpreter = new Interpreter(filter);
  for (const packet of fc.sample(packetsFor(filter), { numRuns: 1000, seed: 1 })) {
    const key = interpreter.run(packet).path.join();
    paths.set(key, (paths.get(key) ?? 0) + 1);
  }
  expect([...paths.keys()].toSorted()).toEqual([
    '0',
    '0,1',
    '0,1,2',
    '0,1,2,3',
    '0,1,2,4',
    '0,1,4',
    '0,4',
  ]);
});
