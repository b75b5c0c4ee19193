import { expect, test } from 'vitest';
import { PersistentMap } from '../../src/support/persistent-map.ts';
import { Random } from '../../src/support/random.ts';

test('an empty map holds nothing', () => {
  expect(new PersistentMap<number>().get(0, 0)).toBeUndefined();
});

test('`with` leaves the map as it was', () => {
  const one = new PersistentMap<string>().with(1, 2, 'a');
  const two = one.with(1, 2, 'b').with(2, 1, 'c');
  expect([one.get(1, 2), one.get(2, 1)]).toEqual(['a', undefined]);
  expect([two.get(1, 2), two.get(2, 1)]).toEqual(['b', 'c']);
});

test('agrees with a Map of the same pairs, in every version', () => {
  const random = new Random(7);
  let map = new PersistentMap<number>();
  const model = new Map<string, number>();
  const versions: { map: PersistentMap<number>; model: ReadonlyMap<string, number> }[] = [];
  for (let step = 0; step < 20_000; step += 1) {
    const first = random.below(500) - 1;
    const second = random.percent(50) ? random.below(40) : random.next();
    map = map.with(first, second, step);
    model.set(`${first} ${second}`, step);
    if (step % 2_500 === 0) {
      versions.push({ map, model: new Map(model) });
    }
  }
  for (const version of [...versions, { map, model }]) {
    for (const [key, value] of version.model) {
      const [first = 0, second = 0] = key.split(' ').map(Number);
      expect(version.map.get(first, second)).toBe(value);
    }
  }
});

test('keeps pairs apart whose hashes are alike in all bits', () => {
  // Found by search: pairs that the hash function does not tell apart.
  const multiplier = 0x9e37_79b1;
  const other = 0x85eb_ca77;
  const pairs: [number, number][] = [[0, 0]];
  // first * multiplier equal to second * other modulo 2^32 gives the hash of [0, 0].
  let inverse = 1;
  for (let round = 0; round < 5; round += 1) {
    inverse = Math.imul(inverse, 2 - Math.imul(other, inverse));
  }
  for (let first = 1; first < 50; first += 1) {
    pairs.push([first, Math.imul(Math.imul(first, multiplier), inverse) >>> 0]);
  }
  let map = new PersistentMap<number>();
  for (const [index, [first, second]] of pairs.entries()) {
    map = map.with(first, second, index);
  }
  expect(pairs.map(([first, second]) => map.get(first, second))).toEqual(
    pairs.map((_, index) => index),
  );
  expect(map.get(50, 0)).toBeUndefined();
});
