import { type Condition, NEVER, type Span } from './condition.ts';
import { type SameWord, sameCondition } from './same-condition.ts';

/** What has to be known of the words of a language to see lists of numbers in them. */
export interface WordRules<Word> {
  /** Whether two words are the same bits of a packet. */
  readonly same: SameWord<Word>;
  /** The bits of a word that are looked at, a u32; `null` for all. */
  mask(word: Word): number | null;
  /** The word with all its bits, where these are 32; `null` for any other. */
  whole(word: Word): Word | null;
}

/** What a test looks for: numbers, in a word of which all bits count. */
interface Wanted<Word> {
  readonly word: Word;
  readonly span: Span;
}

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
    const wanted = decides ? this.#wantedBy(first) : null;
    if (wanted !== null) {
      const other = this.#wantedBy(term);
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
    const wanted = decides ? this.#wantedBy(first) : null;
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

  #wantedBy(test: Condition<Word, unknown>): Wanted<Word> | null {
    if (test.kind === 'range') {
      const { word, low, high } = test;
      return this.#words.mask(word) === null && low <= high ? { word, span: { low, high } } : null;
    }
    if (test.kind !== 'compare' || test.comparison !== 'eq') {
      return null;
    }
    const { word, value } = test;
    const mask = this.#words.mask(word);
    if (mask === null) {
      return { word, span: { low: value, high: value } };
    }
    // A network: its mask leaves out the lowest bits of a u32.
    const rest = ~mask >>> 0;
    const whole =
      (rest & (rest + 1)) === 0 && (value & rest) === 0 ? this.#words.whole(word) : null;
    return whole === null ? null : { word: whole, span: { low: value, high: value + rest } };
  }
}

/** Whether the part at `index` of a test that decides the whole does so too. */
const isSettling = (
  { kind, tests }: Extract<Condition<unknown, unknown>, { readonly kind: 'all' | 'any' }>,
  index: number,
): boolean => kind === 'any' || index === tests.length - 1;
