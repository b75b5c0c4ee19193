import { all, any, type Condition, type Span } from './condition.ts';
import { sameCondition } from './same-condition.ts';
import { wantedBy } from './wanted-number.ts';
import type { WordRules } from './word-rules.ts';

/** A test of a row for a number, a range or a network. */
export interface NumberLeaf<Word, Special> {
  readonly test: Condition<Word, Special>;
  readonly word: Word;
  readonly span: Span;
}

/** What one row looks for, in the order of its tests. */
export type Row<Word, Special> = readonly NumberLeaf<Word, Special>[];

/**
 * The tests of `row` for numbers, if it is like `first` but for these: one for each of those of `first`,
 * of the same word. `null` where it is not.
 */
export function rowOf<Word, Special>(
  first: Condition<Word, Special>,
  row: Condition<Word, Special>,
  words: WordRules<Word>,
): Row<Word, Special> | null {
  const wanted = wantedBy(first, words);
  if (wanted !== null) {
    const other = wantedBy(row, words);
    const isAlike = other !== null && words.same(wanted.word, other.word);
    return isAlike ? [{ test: row, word: other.word, span: other.span }] : null;
  }
  if (first.kind !== 'all' && first.kind !== 'any') {
    return sameCondition(first, row, words.same) ? [] : null;
  }
  if (row.kind !== first.kind || row.tests.length !== first.tests.length) {
    return null;
  }
  const leaves: NumberLeaf<Word, Special>[] = [];
  for (const [index, test] of first.tests.entries()) {
    const other = row.tests[index];
    const found = other === undefined ? null : rowOf(test, other, words);
    if (found === null) {
      return null;
    }
    leaves.push(...found);
  }
  return leaves;
}

/** What names the numbers that `row` looks for. */
export const keyOf = (row: Row<unknown, unknown>): string =>
  row.map(({ span: { low, high } }) => `${low}-${high}`).join();

/** Rows that look for different things, in the order in which they come. */
export function different<Word, Special>(
  rows: readonly Row<Word, Special>[],
): readonly Row<Word, Special>[] {
  return [
    ...new Map(rows.map((row) => [keyOf(row), row] as const).toReversed()).values(),
  ].reverse();
}

/** More numbers than these become one test for all. */
const MOST_TESTS = 127;

/** More groups that one word tells apart are halved by comparisons. */
const MOST_GROUPS = 4;

/**
 * The rows of a table as one condition, which holds where one of them does. Rows that differ in the last
 * columns alone, or in the first alone, are put together, so that all pairs of two sets become a test for one
 * set and a test for the other:
 *
 *     (src == a and port == 1) or (src == b and port == 2) or (src == a and port == 2) or …
 *     =>  src in {a, b} and port in {1, 2}
 *
 * As a decision diagram whose equal parts are shared, with a column for each test. The order of tests is
 * that of the rows, but which of two rows is asked first may change, so it is for who calls to see to loads.
 * O(n log n) in the tests of all rows.
 *
 * Source: Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986.
 */
export class RowUnion<Word, Special> {
  readonly #words: WordRules<Word>;
  readonly #furthestFirst: boolean;

  /** @param furthestFirst Whether of two tests for many numbers, of which one suffices, that of the later word is made first. */
  constructor(words: WordRules<Word>, furthestFirst: boolean) {
    this.#words = words;
    this.#furthestFirst = furthestFirst;
  }

  /** `first`, for all of `rows`, which are different and like it. */
  of(
    first: Condition<Word, Special>,
    rows: readonly Row<Word, Special>[],
  ): Condition<Word, Special> {
    const wanted = wantedBy(first, this.#words);
    if (wanted !== null) {
      return leafFor(rows.flat());
    }
    if (first.kind !== 'all' && first.kind !== 'any') {
      return first;
    }
    const columns = columnsOf(first.tests, rows, this.#words);
    if (first.kind === 'any') {
      return any(...this.#ordered(columns).map(({ test, parts }) => this.of(test, parts)));
    }
    const varying = columns.findIndex(({ parts }) => parts.length > 1);
    const isProduct = columns.filter(({ parts }) => parts.length > 1).length < 2;
    if (isProduct) {
      return all(...columns.map(({ test, parts }) => this.of(test, parts)));
    }
    const before = columns.slice(0, varying);
    const start = before.reduce((sum, { width }) => sum + width, 0);
    const own = rows.map((row) => row.slice(start));
    const groups = this.#grouped(first.tests.slice(varying), own, columns[varying]?.width ?? 0);
    return all(...before.map(({ test, parts }) => this.of(test, parts)), groups);
  }

  /** `tests` for `rows`, whose first `width` numbers are those of the first test, which differ. */
  #grouped(
    tests: readonly Condition<Word, Special>[],
    rows: readonly Row<Word, Special>[],
    width: number,
  ): Condition<Word, Special> {
    const [head, ...others] = tests;
    if (head === undefined) {
      return all();
    }
    const isWord = wantedBy(head, this.#words) !== null;
    const found = groupsOf(rows, width);
    const isSearched = isWord && found.length > MOST_GROUPS;
    const groups = found.flatMap((group) => {
      const condition = this.of({ kind: 'all', tests: others }, group.rests);
      // Where the rest is short, each number gets its own, so that it can be searched for.
      const isApart = isSearched && group.rests.length === 1;
      return (isApart ? group.heads.map((one) => [one]) : [group.heads]).map((heads) => {
        return { heads, condition: all(this.of(head, heads), condition) };
      });
    });
    return isSearched ? split(groups) : any(...groups.map(({ condition }) => condition));
  }

  /** `columns`, of which one has to hold, with the test of the later word first where that is wanted. */
  #ordered(columns: readonly Column<Word, Special>[]): readonly Column<Word, Special>[] {
    const [one, other] = columns;
    if (!this.#furthestFirst || columns.length !== 2 || one === undefined || other === undefined) {
      return columns;
    }
    const [word] = one.parts.length > 1 ? (one.parts[0] ?? []) : [];
    const [later] = other.parts.length > 1 ? (other.parts[0] ?? []) : [];
    const isReversed =
      one.width === 1 &&
      other.width === 1 &&
      word !== undefined &&
      later !== undefined &&
      this.#words.covers(later.word, word.word);
    return isReversed ? [other, one] : columns;
  }
}

/** A part of a row, and the different things that the rows look for in it. */
interface Column<Word, Special> {
  readonly test: Condition<Word, Special>;
  readonly width: number;
  readonly parts: readonly Row<Word, Special>[];
}

function columnsOf<Word, Special>(
  tests: readonly Condition<Word, Special>[],
  rows: readonly Row<Word, Special>[],
  words: WordRules<Word>,
): readonly Column<Word, Special>[] {
  let start = 0;
  return tests.map((test) => {
    const width = rowOf(test, test, words)?.length ?? 0;
    const from = start;
    start += width;
    return { test, width, parts: different(rows.map((row) => row.slice(from, from + width))) };
  });
}

/** Rows that go on alike, and what they begin with. */
interface Heads<Word, Special> {
  readonly heads: readonly Row<Word, Special>[];
  readonly rests: readonly Row<Word, Special>[];
}

/** `rows` by what they begin with, in `width` columns; beginnings that go on with the same rows together. */
function groupsOf<Word, Special>(
  rows: readonly Row<Word, Special>[],
  width: number,
): readonly Heads<Word, Special>[] {
  const byHead = new Map<string, { head: Row<Word, Special>; rests: Row<Word, Special>[] }>();
  for (const row of rows) {
    const head = row.slice(0, width);
    const key = keyOf(head);
    const entry = byHead.get(key) ?? { head, rests: [] };
    entry.rests.push(row.slice(width));
    byHead.set(key, entry);
  }
  const groups = new Map<string, { heads: Row<Word, Special>[]; rests: Row<Word, Special>[] }>();
  for (const { head, rests } of byHead.values()) {
    const key = rests.map(keyOf).sort().join(';');
    const group = groups.get(key) ?? { heads: [], rests };
    group.heads.push(head);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What holds for some numbers of a word. */
interface Group<Word, Special> {
  readonly heads: readonly Row<Word, Special>[];
  readonly condition: Condition<Word, Special>;
}

/** Any of `groups`, found by halves where each is about one number or range and they are many. */
function split<Word, Special>(groups: readonly Group<Word, Special>[]): Condition<Word, Special> {
  const leaves = groups.flatMap(({ heads: [head, ...others], condition }) => {
    const leaf = others.length === 0 ? head?.[0] : undefined;
    return leaf === undefined ? [] : [{ ...leaf, condition }];
  });
  const sorted = leaves.toSorted((a, b) => a.span.low - b.span.low);
  const isTold = sorted.every(
    ({ span }, index) => index === 0 || (sorted[index - 1]?.span.high ?? 0) < span.low,
  );
  return leaves.length === groups.length && isTold
    ? halved(sorted)
    : any(...groups.map(({ condition }) => condition));
}

function halved<Word, Special>(
  sorted: readonly (Group<Word, Special>['heads'][number][number] & {
    readonly condition: Condition<Word, Special>;
  })[],
): Condition<Word, Special> {
  const middle = sorted.length >>> 1;
  const last = sorted[middle - 1];
  if (sorted.length <= MOST_GROUPS || last === undefined) {
    return any(...sorted.map(({ condition }) => condition));
  }
  return {
    kind: 'split',
    word: last.word,
    bound: last.span.high,
    above: halved(sorted.slice(middle)),
    others: halved(sorted.slice(0, middle)),
  };
}

/** A test for the numbers of all `leaves`, which are of one word. */
function leafFor<Word, Special>(
  leaves: readonly NumberLeaf<Word, Special>[],
): Condition<Word, Special> {
  const [first] = leaves;
  if (first === undefined || leaves.length <= MOST_TESTS) {
    return any(...leaves.map(({ test }) => test));
  }
  return { kind: 'among', word: first.word, spans: joined(leaves.map(({ span }) => span)) };
}

/** `spans` in order, with those made one that overlap or touch. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  let last: Span | undefined;
  for (const span of spans.toSorted((a, b) => a.low - b.low)) {
    if (last !== undefined && span.low <= last.high + 1) {
      last = { low: last.low, high: Math.max(last.high, span.high) };
      result[result.length - 1] = last;
    } else {
      last = span;
      result.push(span);
    }
  }
  return result;
}
