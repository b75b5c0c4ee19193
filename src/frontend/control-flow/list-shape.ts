import { type Condition, NEVER, type Span } from './condition.ts';
import { sameCondition } from './same-condition.ts';
import { wantedBy } from './wanted-number.ts';
import type { WordRules } from './word-rules.ts';

/** Tells which tests of a term of a list may differ from those of the first term. */
export class ListShape<Word> {
  readonly #words: WordRules<Word>;

  constructor(words: WordRules<Word>) {
    this.#words = words;
  }

  /**
   * Whether `term` is like `first`. Calls `visit` with what each test of `term` looks for that may
   * differ. Those decide the whole where they hold: `decides` says so of the part that is looked at.
   */
  collect<Special>(
    first: Condition<Word, Special>,
    term: Condition<Word, Special>,
    visit: (span: Span) => void,
    decides = true,
  ): boolean {
    const wanted = decides ? wantedBy(first, this.#words) : null;
    if (wanted !== null) {
      const other = wantedBy(term, this.#words);
      if (other === null || !this.#words.same(wanted.word, other.word)) {
        return false;
      }
      visit(other.span);
      return true;
    }
    if (!decides || (first.kind !== 'all' && first.kind !== 'any')) {
      return sameCondition(first, term, this.#words.same);
    }
    if (term.kind !== first.kind || term.tests.length !== first.tests.length) {
      return false;
    }
    return first.tests.every((test, index) =>
      this.collect(test, term.tests[index] ?? NEVER, visit, isSettling(first, index)),
    );
  }

  /** `first` with each test that may differ replaced by one for what `next` yields. */
  withSpans<Special>(
    first: Condition<Word, Special>,
    next: () => readonly Span[],
    decides = true,
  ): Condition<Word, Special> {
    const wanted = decides ? wantedBy(first, this.#words) : null;
    if (wanted !== null) {
      return { kind: 'among', word: wanted.word, spans: next() };
    }
    if (!decides || (first.kind !== 'all' && first.kind !== 'any')) {
      return first;
    }
    const tests = first.tests.map((test, index) =>
      this.withSpans(test, next, isSettling(first, index)),
    );
    return { ...first, tests };
  }
}

/** Whether the part at `index` of a test that decides the whole does so too. */
const isSettling = (
  { kind, tests }: Extract<Condition<unknown, unknown>, { readonly kind: 'all' | 'any' }>,
  index: number,
): boolean => kind === 'any' || index === tests.length - 1;
