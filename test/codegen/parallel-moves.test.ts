import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type MoveStep,
  orderMoves,
  type PlaceMove,
} from '../../src/codegen/registers/parallel-moves.ts';
import type { Place } from '../../src/codegen/registers/register-file.ts';

type Toy = 'a' | 'b' | 'c' | 'spare';
type Move = PlaceMove<Toy>;

const PLACES: readonly Place<Toy>[] = ['a', 'b', 'c', 0, 1];

/** What the places hold after `steps`, each having held its own name before. */
function simulate(steps: readonly MoveStep<Move>[]): Map<Place<Toy>, Place<Toy> | bigint> {
  const held = new Map<Place<Toy>, Place<Toy> | bigint>();
  const read = (from: Place<Toy> | bigint): Place<Toy> | bigint =>
    typeof from === 'bigint' ? from : (held.get(from) ?? from);
  for (const { kind, move } of steps) {
    const [before, after] = [read(move.to), read(move.from)];
    held.set(move.to, after);
    if (kind === 'exchange' && typeof move.from !== 'bigint') {
      held.set(move.from, before);
    }
  }
  return held;
}

const moves: fc.Arbitrary<readonly Move[]> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...PLACES)),
    fc.array(fc.oneof(fc.constantFrom(...PLACES), fc.constant(7n)), {
      minLength: PLACES.length,
      maxLength: PLACES.length,
    }),
  )
  .map(([targets, sources]) => targets.map((to, index) => ({ to, from: sources[index] ?? 0n })));

describe.each([null, 'spare'] as const)('with %s to go through', (spare) => {
  test('each place ends with what its source held at the start', () => {
    fc.assert(
      fc.property(moves, (all) => {
        const held = simulate(orderMoves<Toy, Move>(all, spare));
        for (const place of PLACES) {
          const expected = all.find(({ to }) => to === place)?.from ?? place;
          expect(held.get(place) ?? place).toBe(expected);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const CYCLE: readonly Move[] = [
  { to: 'a', from: 'b' },
  { to: 'b', from: 'c' },
  { to: 'c', from: 'a' },
];

test('a cycle takes one exchange less than it has places', () => {
  expect(orderMoves<Toy, Move>(CYCLE, null).map(({ kind }) => kind)).toEqual([
    'exchange',
    'exchange',
  ]);
});

test('where the machine cannot exchange, a cycle takes one copy more', () => {
  const steps = orderMoves<Toy, Move>(CYCLE, 'spare');

  expect(steps.map(({ kind }) => kind)).toEqual(['copy', 'copy', 'copy', 'copy']);
});

test('a tree of copies that hangs on a cycle comes before the cycle is turned', () => {
  const steps = orderMoves<Toy, Move>([...CYCLE, { to: 0, from: 'a' }], null);

  expect(steps[0]).toEqual({ kind: 'copy', move: { to: 0, from: 'a' } });
});
