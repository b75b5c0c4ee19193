import type { WordRules } from '../../control-flow/word-rules.ts';
import type { Place, Word } from './packet-test.ts';

/** How lists of numbers are seen in the words of expressions. */
export const WORD_RULES: WordRules<Word> = {
  same: sameWord,
  mask: ({ mask }) => mask,
  whole: (word) => (word.kind === 'load' && word.width === 4 ? { ...word, mask: null } : null),
  covers,
};

/** Places past this may wrap around, of which nothing is said. */
const FURTHEST = 0x7fff_ffff;

function covers(word: Word, other: Word): boolean {
  if (other.kind !== 'load') {
    return true;
  }
  return (
    word.kind === 'load' &&
    sameBase(word.place.base, other.place.base) &&
    word.place.offset <= FURTHEST &&
    other.place.offset <= FURTHEST &&
    other.place.offset + other.width <= word.place.offset + word.width
  );
}

function sameWord(a: Word, b: Word): boolean {
  if (a.mask !== b.mask) {
    return false;
  }
  return a.kind === 'load'
    ? b.kind === 'load' && a.width === b.width && samePlace(a.place, b.place)
    : b.kind === 'input' && a.input === b.input;
}

function samePlace(a: Place, b: Place): boolean {
  return a.offset === b.offset && sameBase(a.base, b.base);
}

/** Two byte counts that are worked out once are one only where they are one object. */
function sameBase(a: Place['base'], b: Place['base']): boolean {
  return (
    a === b ||
    (a?.kind === 'ipv4-header-length' &&
      b?.kind === 'ipv4-header-length' &&
      samePlace(a.header, b.header))
  );
}
