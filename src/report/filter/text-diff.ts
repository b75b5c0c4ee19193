/** One line of a comparison of two texts. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * Compares two texts line by line. Lines that occur once in both texts and in the same order are
 * anchors; between them, equal lines are matched from both ends. That suits the text of a filter,
 * in which almost every line defines a value or opens a block and so is unique. O(n log n).
 *
 * Source: Bram Cohen, "Patience Diff Advantages", 2010.
 */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const result: DiffLine[] = [];
  let [left, right] = [0, 0];
  const anchors = [...anchorsOf(before, after), { left: before.length, right: after.length }];
  for (const anchor of anchors) {
    pushGap(result, before.slice(left, anchor.left), after.slice(right, anchor.right));
    const line = before[anchor.left];
    if (line !== undefined) {
      result.push({ kind: 'same', text: line });
    }
    left = anchor.left + 1;
    right = anchor.right + 1;
  }
  return result;
}

/** A line of one text with the equal line of the other. */
interface Anchor {
  readonly left: number;
  readonly right: number;
}

function anchorsOf(before: readonly string[], after: readonly string[]): readonly Anchor[] {
  const places = uniqueLines(after);
  const pairs = [...uniqueLines(before)].flatMap(([line, left]): Anchor[] => {
    const right = places.get(line);
    return right === undefined ? [] : [{ left, right }];
  });
  return longestRising(pairs.sort((a, b) => a.left - b.left));
}

function uniqueLines(lines: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (places.has(line)) {
      repeated.add(line);
    }
    places.set(line, index);
  }
  for (const line of repeated) {
    places.delete(line);
  }
  return places;
}

/** The longest subsequence in which `right` rises, by patience sorting. */
function longestRising(pairs: readonly Anchor[]): readonly Anchor[] {
  const tops: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [index, { right }] of pairs.entries()) {
    const pile = lowerBound(tops, (top) => (pairs[top]?.right ?? 0) < right);
    previous.push(tops[pile - 1]);
    tops[pile] = index;
  }
  const result: Anchor[] = [];
  for (let at = tops.at(-1); at !== undefined; at = previous[at]) {
    const pair = pairs[at];
    if (pair !== undefined) {
      result.push(pair);
    }
  }
  return result.reverse();
}

/** How many of `items` satisfy `isBelow`, which holds for a first part of them. */
function lowerBound(items: readonly number[], isBelow: (item: number) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(items[middle] ?? 0)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function pushGap(result: DiffLine[], left: readonly string[], right: readonly string[]): void {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < shorter - head && left.at(-1 - tail) === right.at(-1 - tail)) {
    tail += 1;
  }
  push(result, 'same', left.slice(0, head));
  push(result, 'removed', left.slice(head, left.length - tail));
  push(result, 'added', right.slice(head, right.length - tail));
  push(result, 'same', left.slice(left.length - tail));
}

function push(result: DiffLine[], kind: DiffLine['kind'], lines: readonly string[]): void {
  for (const text of lines) {
    result.push({ kind, text });
  }
}
