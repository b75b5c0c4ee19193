import { KEYWORDS, PROTOCOLS } from './keywords.ts';

/** The length from which a word may be two edits away from a keyword rather than one. */
const LONG_WORD = 6;

/** The keyword or protocol that `word` is probably a misspelling of; `null` for none. */
export function nearestWord(word: string): string | null {
  const limit = word.length < LONG_WORD ? 1 : 2;
  let nearest: string | null = null;
  let least = limit + 1;
  for (const candidate of [...KEYWORDS.keys(), ...PROTOCOLS.keys()]) {
    if (candidate.length > 2 && Math.abs(candidate.length - word.length) < least) {
      const distance = editDistance(word.toLowerCase(), candidate);
      if (distance < least) {
        [nearest, least] = [candidate, distance];
      }
    }
  }
  return nearest;
}

/**
 * The least number of letters to insert, remove or replace that makes `from` into `to`.
 *
 * Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974.
 */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
