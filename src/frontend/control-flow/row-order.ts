import type { Condition } from './condition.ts';
import { wantedBy } from './wanted-number.ts';
import type { WordRules } from './word-rules.ts';

/** Whether a packet that is long enough for the first word of `condition` is so for all of it. */
export function everyWordBehindFirst<Word>(
  condition: Condition<Word, unknown>,
  words: WordRules<Word>,
): boolean {
  const tested = wordsOf(condition);
  const [first] = tested ?? [];
  return (
    tested !== null && first !== undefined && tested.every((word) => words.covers(first, word))
  );
}

/** The words that `condition` tests, in order; `null` where it tests something else. */
export function wordsOf<Word>(condition: Condition<Word, unknown>): readonly Word[] | null {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return [];
    case 'compare':
    case 'range':
    case 'among':
      return [condition.word];
    case 'not':
      return wordsOf(condition.test);
    case 'all':
    case 'any': {
      const parts = condition.tests.map(wordsOf);
      return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
    }
    default:
      return null;
  }
}

/**
 * Whether `condition` loads the same for each list of numbers for which it fails, and can do so for any list
 * by the order of two tests: those that decide it are one or two for each kind of packet, of two words of
 * which one is behind the other.
 */
export function isOrderable<Word>(
  condition: Condition<Word, unknown>,
  words: WordRules<Word>,
): boolean {
  if (wantedBy(condition, words) !== null) {
    return true;
  }
  if (condition.kind === 'all') {
    const last = condition.tests.at(-1);
    return last !== undefined && isOrderable(last, words);
  }
  if (condition.kind !== 'any') {
    return false;
  }
  const leaves = condition.tests.flatMap((test) => wantedBy(test, words) ?? []);
  const [one, other] = leaves;
  if (one !== undefined) {
    return (
      leaves.length === condition.tests.length &&
      leaves.length <= 2 &&
      (other === undefined || words.covers(other.word, one.word))
    );
  }
  return (
    areExclusive(condition.tests, words) &&
    condition.tests.every((test) => isOrderable(test, words))
  );
}

/** Whether each of `tests` begins with a test of one word for another number. */
export function areExclusive<Word>(
  tests: readonly Condition<Word, unknown>[],
  words: WordRules<Word>,
): boolean {
  const begins = tests.map(firstTest);
  const [first] = begins;
  const values = new Set<number>();
  for (const test of begins) {
    const isAlike =
      first?.kind === 'compare' &&
      test.kind === 'compare' &&
      test.comparison === 'eq' &&
      words.same(first.word, test.word);
    if (!isAlike) {
      return false;
    }
    values.add(test.value);
  }
  return values.size === tests.length;
}

/** The test that `condition` makes first and can't hold without. */
function firstTest<Word>(condition: Condition<Word, unknown>): Condition<Word, unknown> {
  let at = condition;
  while (at.kind === 'all') {
    const [first] = at.tests;
    if (first === undefined) {
      break;
    }
    at = first;
  }
  return at;
}
