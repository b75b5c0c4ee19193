import { expect, test } from 'vitest';
import { inRounds, Repetition } from '../../src/experiment/matrix/repetitions.ts';
import { Random } from '../../src/support/random.ts';

const NAMES = ['O0', 'O1', 'O2', 'O3'];

/** In which order four tasks are done, each of which can fail. */
function orderOf(seed: number, failing: string | null = null): readonly string[] {
  const done: string[] = [];
  const tasks = NAMES.map((name) => {
    return new Repetition(() => {
      done.push(name);
      if (name === failing) {
        throw new Error('no luck');
      }
      return name;
    });
  });
  inRounds(tasks, 6, new Random(seed));
  return done;
}

test('each is done once to be warm, then all in rounds, each in an order of its own', () => {
  const done = orderOf(1);
  expect(done.slice(0, 4)).toEqual(NAMES);
  const rounds = Array.from({ length: 6 }, (_, round) => done.slice(4 * round + 4, 4 * round + 8));
  for (const round of rounds) {
    expect(round.toSorted()).toEqual(NAMES);
  }
  expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(3);
  expect(orderOf(1)).toEqual(done);
  expect(orderOf(2)).not.toEqual(done);
});

test('what fails is not tried again, and the others are', () => {
  const done = orderOf(1, 'O1');
  expect(done.filter((name) => name === 'O1')).toHaveLength(1);
  expect(done.filter((name) => name === 'O2')).toHaveLength(7);
});

test('the first counts only where there is no other', () => {
  let count = 0;
  const repetition = new Repetition(
    () => {
      count += 1;
      return count;
    },
    () => 0,
  );
  expect(repetition.results).toEqual([0]);
  inRounds([repetition], 3, new Random(1));
  expect(repetition.results).toEqual([1, 2, 3]);
});

test('what takes long is done once', () => {
  const end = (): number => {
    const start = performance.now();
    while (performance.now() - start < 120);
    return start;
  };
  const repetition = new Repetition(end);
  inRounds([repetition], 3, new Random(1));
  expect(repetition.results).toHaveLength(1);
});
