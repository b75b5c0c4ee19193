import type { Condition } from './condition.ts';
import { areExclusive, wordsOf } from './row-order.ts';
import type { WordRules } from './word-rules.ts';

/**
 * Whether every packet for which `holder` holds, and that `condition` may be about, is long enough for all words
 * that `condition` tests. Both are parts of one row, so that a packet which is too short for one of those words
 * does not get past `holder`, whatever `condition` loads of it.
 */
export function holdsForLongOnly<Word>(
  holder: Condition<Word, unknown>,
  condition: Condition<Word, unknown>,
  words: WordRules<Word>,
): boolean {
  const tested = wordsOf(condition);
  return tested?.every((word) => isLongEnough(holder, { word, condition }, words)) ?? false;
}

/** A word, and the condition that tests it. */
interface Tested<Word> {
  readonly word: Word;
  readonly condition: Condition<Word, unknown>;
}

/** Whether `holder` loads something that is as far as the word wherever it holds. */
function isLongEnough<Word>(
  holder: Condition<Word, unknown>,
  tested: Tested<Word>,
  words: WordRules<Word>,
): boolean {
  switch (holder.kind) {
    case 'never':
      return true;
    case 'compare':
    case 'range':
    case 'among':
      return words.covers(holder.word, tested.word);
    case 'all':
      return (
        areExclusive([holder, tested.condition], words) ||
        holder.tests.some((test) => isLongEnough(test, tested, words))
      );
    case 'any':
      return holder.tests.every((test) => isLongEnough(test, tested, words));
    default:
      return false;
  }
}
