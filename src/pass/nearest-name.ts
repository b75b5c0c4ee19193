/** The most edits by which a name may differ from one that it is taken for. */
const MAX_DISTANCE = 3;

/** The one of `names` that `name` most probably stands for; `null` where none is near. */
export function nearestName(name: string, names: Iterable<string>): string | null {
  const limit = Math.min(MAX_DISTANCE, Math.floor(name.length / 2));
  let nearest: string | null = null;
  let least = limit + 1;
  for (const candidate of names) {
    const isNear = Math.abs(candidate.length - name.length) < least;
    const distance = isNear ? editDistance(name, candidate) : least;
    if (distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

/**
 * How many letters have to be inserted, removed or replaced to turn `from` into `to`.
 *
 * Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974.
 */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
