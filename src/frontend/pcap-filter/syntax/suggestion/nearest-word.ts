/** The length from which a word may be two edits away from another rather than one. */
const LONG_WORD = 6;

/** More letters than any word of the language has. */
const LONGEST_WORD = 30;

/**
 * The one of `candidates` that `word` is probably a misspelling of, without regard to case, the first
 * of equally near ones; `null` for none. Candidates are in lower case, and too short ones are matched
 * whole.
 */
export function nearestWord(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LONGEST_WORD) {
    return null;
  }
  const lower = word.toLowerCase();
  let nearest: string | null = null;
  let least = (word.length < LONG_WORD ? 1 : 2) + 1;
  for (const candidate of candidates) {
    if (candidate === lower) {
      return candidate;
    }
    if (candidate.length > 2 && Math.abs(candidate.length - lower.length) < least) {
      const distance = editDistance(lower, candidate);
      if (distance < least) {
        [nearest, least] = [candidate, distance];
      }
    }
  }
  return nearest;
}

/** What a swap costs: more than one changed letter, less than two. */
const SWAP = 1.5;

/**
 * The number of letters to insert, remove or replace that makes `from` into `to`, or of neighbours to
 * swap, at {@link SWAP} each; the least of these sums where no letter is changed twice.
 *
 * Source: Damerau, "A Technique for Computer Detection and Correction of Spelling Errors", 1964.
 */
function editDistance(from: string, to: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const cost = to[column - 1] === from[index] ? 0 : 1;
      next.push(
        Math.min(
          (row[column - 1] ?? 0) + cost,
          (row[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          isSwap(from, index, to, column - 1) ? (before[column - 2] ?? 0) + SWAP : Infinity,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Whether two letters that end at `index` of `from` are those that end at `column` of `to`, swapped. */
function isSwap(from: string, index: number, to: string, column: number): boolean {
  return (
    index > 0 && column > 0 && from[index] === to[column - 1] && from[index - 1] === to[column]
  );
}
