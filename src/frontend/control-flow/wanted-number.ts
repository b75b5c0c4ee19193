import type { Condition, Span } from './condition.ts';
import type { WordRules } from './word-rules.ts';

/** What a test looks for: numbers, in a word of which all bits count. */
export interface Wanted<Word> {
  readonly word: Word;
  readonly span: Span;
}

/** What `test` looks for, if that is one number or those of one range or network; else `null`. */
export function wantedBy<Word>(
  test: Condition<Word, unknown>,
  words: WordRules<Word>,
): Wanted<Word> | null {
  if (test.kind === 'range') {
    const { word, low, high } = test;
    return words.mask(word) === null && low <= high ? { word, span: { low, high } } : null;
  }
  if (test.kind !== 'compare' || test.comparison !== 'eq') {
    return null;
  }
  const { word, value } = test;
  const mask = words.mask(word);
  if (mask === null) {
    return { word, span: { low: value, high: value } };
  }
  // A network: its mask leaves out the lowest bits of a u32.
  const rest = ~mask >>> 0;
  const whole = (rest & (rest + 1)) === 0 && (value & rest) === 0 ? words.whole(word) : null;
  return whole === null ? null : { word: whole, span: { low: value, high: value + rest } };
}
