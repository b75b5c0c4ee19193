import type { Condition, Span } from './condition.ts';
import { ListShape } from './list-shape.ts';
import { joined } from './row-union.ts';
import type { WordRules } from './word-rules.ts';

/** Shorter lists are left to the passes, which weigh what a list is worth. */
export const FEWEST_TERMS = 128;

/**
 * Terms of a list, `host a or host b or …`, that test the same words of the packet in the same order
 * and only look for other numbers in them. As two terms, the first and all others together:
 *
 *     first:  ethertype is IP  and  (src == a  or  dst == a)
 *     others: ethertype is IP  and  (src in {b, c, …}  or  dst in {b, c, …})
 *
 * That keeps every verdict, those on truncated packets too. Numbers differ only in tests that settle
 * the term where they hold. So a packet that the first term does not accept has taken the path on which
 * none of them holds, and the packet was long enough for all loads on it; each of the other terms takes
 * the same way, or leaves it early to accept.
 *
 * Linear in the terms, n log n for {@link tests}.
 */
export class GatheredTerms<Word, Special> {
  readonly #shape: ListShape<Word>;
  readonly #first: Condition<Word, Special>;
  /** The terms, as long as they are few. */
  readonly #few: Condition<Word, Special>[];
  /** For each test of the first term that may differ, in order: what the other terms look for. */
  readonly #spans: Span[][] = [];
  /** The numbers that all those tests of more terms look for. */
  readonly #numbers: Span[] = [];
  /** The one span that all those tests of the first term look for; `null` where they differ. */
  readonly #firstSpan: Span | null;
  /** Whether all those tests of each other term look for one span, too. */
  #isUniform: boolean;

  constructor(first: Condition<Word, Special>, words: WordRules<Word>) {
    this.#shape = new ListShape(words);
    this.#first = first;
    this.#few = [first];
    const spans: Span[] = [];
    this.#shape.collect(first, first, (span) => spans.push(span));
    this.#spans = spans.map(() => []);
    this.#firstSpan = commonSpan(spans);
    this.#isUniform = this.#firstSpan !== null;
  }

  /** Whether there are so many terms that they become lists. */
  get isLong(): boolean {
    return this.#few.length >= FEWEST_TERMS;
  }

  /** Whether each term looks for one thing only, which for the first is `number`. */
  isOfNumbers(number: number): boolean {
    const { low, high } = this.#firstSpan ?? { low: -1, high: -1 };
    return this.#isUniform && low === number && high === number;
  }

  /** Adds a term that is like the first, but looks for `number` in place of the first's. */
  addNumber(number: number): void {
    this.#numbers.push({ low: number, high: number });
  }

  /** Adds a term if it is like the first; yields whether it is. */
  add(term: Condition<Word, Special>): boolean {
    const found: Span[] = [];
    if (!this.#shape.collect(this.#first, term, (span) => found.push(span))) {
      return false;
    }
    this.#isUniform &&= commonSpan(found) !== null;
    for (const [index, span] of found.entries()) {
      this.#spans[index]?.push(span);
    }
    if (!this.isLong) {
      this.#few.push(term);
    }
    return true;
  }

  /** Tests of which one holds where one of the terms does, to be made in order. */
  get tests(): readonly Condition<Word, Special>[] {
    if (!this.isLong) {
      return this.#few;
    }
    const all = this.#spans.values();
    const read = (): readonly Span[] => joined([...(all.next().value ?? []), ...this.#numbers]);
    const common = this.#isUniform ? read() : null;
    const next = (): readonly Span[] => common ?? read();
    return [this.#first, this.#shape.withSpans(this.#first, next)];
  }
}

/** The span that `spans` all are; `null` where they differ or there are none. */
function commonSpan(spans: readonly Span[]): Span | null {
  const [first] = spans;
  const isCommon = spans.every(({ low, high }) => low === first?.low && high === first.high);
  return isCommon ? (first ?? null) : null;
}
