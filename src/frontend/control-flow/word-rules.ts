import type { SameWord } from './same-condition.ts';

/** What has to be known of the words of a language to see lists of numbers in them. */
export interface WordRules<Word> {
  /** Whether two words are the same bits of a packet. */
  readonly same: SameWord<Word>;
  /** The bits of a word that are looked at, a u32; `null` for all. */
  mask(word: Word): number | null;
  /** The word with all its bits, where these are 32; `null` for any other. */
  whole(word: Word): Word | null;
  /** Whether a packet that is long enough for `word` is long enough for `other`. */
  covers(word: Word, other: Word): boolean;
}
