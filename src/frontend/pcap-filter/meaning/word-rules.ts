import type { WordRules } from '../../control-flow/list-shape.ts';
import type { Place, Word } from './packet-test.ts';

/** How lists of numbers are seen in the words of expressions. */
export const WORD_RULES: WordRules<Word> = {
  same: sameWord,
  mask: ({ mask }) => mask,
  whole: (word) => (word.kind === 'load' && word.width === 4 ? { ...word, mask: null } : null),
};

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
