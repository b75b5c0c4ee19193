import { all, any, type Condition, NEVER, type Span } from './condition.ts';
import { behindFirstRows, type Factor, type TableParts } from './first-rows.ts';
import { ListShape } from './list-shape.ts';
import { holdsForLongOnly } from './long-packets.ts';
import { everyWordBehindFirst, isOrderable } from './row-order.ts';
import { different, type Row, RowUnion, rowOf } from './row-union.ts';
import type { WordRules } from './word-rules.ts';

/** Fewer rows are left to the passes. */
export const FEWEST_ROWS = 8;

/**
 * Rows such as `host a and port 1`, each a list of parts that all have to hold, with products of sets made
 * tests for sets: a condition that holds, fails and rejects for the same packets as the rows one after the
 * other. `null` where that is not seen to be so, or makes no less.
 *
 * Where a row that holds rejects, as in `not (host a and port 1) and …`, only the packets count for which none
 * does. Each row is asked about them, and so is what {@link RowUnion} makes; both load the same, if of two
 * words of which one suffices the further one is loaded first.
 *
 * Else a packet may hold for a row that comes before a load which it is too short for. So those rows stay
 * that may be the first to load anything: all up to the first that begins otherwise, then the first row for
 * each beginning. Behind them all words have been loaded, or can't count. As those of a part can't that holds
 * for packets only which another part finds too short, if whoever holds for no row is rejected.
 *
 * O(n log n) in the tests of all rows.
 */
export function factoredRows<Word, Special>(
  rows: readonly (readonly Condition<Word, Special>[])[],
  { words, holdingRejects, failingRejects }: TableParts<Word>,
): Condition<Word, Special> | null {
  const factors = factorsOf(rows, words);
  if (factors === null) {
    return null;
  }
  const varying = factors.filter(({ values }) => values.length > 1);
  const [only] = varying;
  const isList = varying.length === 1 && only?.isCovered === true && factors.length === 1;
  const isOfLong = (one: Factor<Word, Special>): boolean =>
    failingRejects && !holdingRejects && isForLongOnly(one, factors, words);
  if (
    !isList &&
    (varying.length === 0 || !varying.every((one) => isSafe(one, words) || isOfLong(one)))
  ) {
    return null;
  }
  const first: Condition<Word, Special> = { kind: 'all', tests: factors.map((one) => one.first) };
  const table = different(rows.map((_, row) => factors.flatMap(({ parts }) => parts[row] ?? [])));
  const union = new RowUnion<Word, Special>(words, holdingRejects && !isList).of(first, table);
  const result =
    holdingRejects || isList
      ? union
      : behindFirstRows(factors, union, { words, holdingRejects, failingRejects });
  return result !== null &&
    (isList || 2 * testsIn(result) <= testsIn(any(...rows.map((row) => all(...row)))))
    ? result
    : null;
}

function factorsOf<Word, Special>(
  rows: readonly (readonly Condition<Word, Special>[])[],
  words: WordRules<Word>,
): readonly Factor<Word, Special>[] | null {
  const factors: Factor<Word, Special>[] = [];
  for (const [column, first] of (rows[0] ?? []).entries()) {
    const tests: Condition<Word, Special>[] = [];
    const parts: Row<Word, Special>[] = [];
    for (const row of rows) {
      const part = row[column];
      const leaves = part === undefined ? null : rowOf(first, part, words);
      if (part === undefined || leaves === null) {
        return null;
      }
      tests.push(part);
      parts.push(leaves);
    }
    const isCovered = everyWordBehindFirst(first, words);
    factors.push({ first, tests, parts, values: different(parts), isCovered });
  }
  return rows.every((row) => row.length === factors.length) ? factors : null;
}

/** Whether two rows that look for different things in this part load the same, whichever is asked. */
function isSafe<Word, Special>(
  { first, tests, isCovered }: Factor<Word, Special>,
  words: WordRules<Word>,
): boolean {
  return isCovered || (isOrderable(first, words) && areDecisive(first, tests, words));
}

/**
 * Whether rows hold only for packets that are long enough for all of `factor`, by another part of them, and
 * look for different things in it or for the same: then what it loads matters to no packet for which a row
 * holds.
 */
function isForLongOnly<Word, Special>(
  factor: Factor<Word, Special>,
  factors: readonly Factor<Word, Special>[],
  words: WordRules<Word>,
): boolean {
  const columns = (factor.values[0] ?? []).map((_, column) =>
    factor.values.flatMap((row) => row[column]?.span ?? []),
  );
  return (
    columns.every(areDisjoint) &&
    factors.some(
      (other) =>
        other !== factor &&
        factor.tests.every((test, row) => holdsForLongOnly(other.tests[row] ?? NEVER, test, words)),
    )
  );
}

/** Whether `tests` differ only in numbers that decide them, and no two of those have any in common. */
function areDecisive<Word, Special>(
  first: Condition<Word, Special>,
  tests: readonly Condition<Word, Special>[],
  words: WordRules<Word>,
): boolean {
  const shape = new ListShape(words);
  const columns: Span[][] = [];
  for (const test of tests) {
    let column = 0;
    const visit = (span: Span): void => {
      columns[column] ??= [];
      columns[column]?.push(span);
      column += 1;
    };
    if (!shape.collect(first, test, visit)) {
      return false;
    }
  }
  return columns.every(areDisjoint);
}

/** Whether those of `spans` that differ have no number in common. */
function areDisjoint(spans: readonly Span[]): boolean {
  const sorted = spans.toSorted((a, b) => a.low - b.low || a.high - b.high);
  return sorted.every((span, index) => {
    const before = sorted[index - 1];
    return (
      before === undefined ||
      before.high < span.low ||
      (before.low === span.low && before.high === span.high)
    );
  });
}

/** How many tests of words `condition` has. */
function testsIn(condition: Condition<unknown, unknown>): number {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.tests.reduce((sum, test) => sum + testsIn(test), 0);
    case 'not':
      return testsIn(condition.test);
    case 'split':
      return 1 + testsIn(condition.above) + testsIn(condition.others);
    default:
      return 1;
  }
}
