import { type DiffLine, diffLines } from './text-diff.ts';

/** How many unchanged lines stand around a change. */
const CONTEXT = 2;

/** What stands before a line. */
export const SIGNS: Readonly<Record<DiffLine['kind'], string>> = {
  same: ' ',
  removed: '-',
  added: '+',
};

/**
 * The lines in which two texts of a filter differ, with those around them and the labels of their blocks;
 * `null` for a gap. O(n log n).
 */
export function changedLines(before: string, after: string): readonly (DiffLine | null)[] {
  const lines = diffLines(before.trimEnd().split('\n'), after.trimEnd().split('\n'));
  const near = new Set<number>();
  let label = 0;
  for (const [index, { kind, text }] of lines.entries()) {
    if (/^b\d+:/.test(text)) {
      label = index;
    }
    if (kind !== 'same') {
      near.add(label);
      for (let at = index - CONTEXT; at <= index + CONTEXT; at += 1) {
        near.add(at);
      }
    }
  }
  const result: (DiffLine | null)[] = [];
  for (const [index, line] of lines.entries()) {
    if (near.has(index)) {
      result.push(line);
    } else if (result.at(-1) !== null) {
      result.push(null);
    }
  }
  return result;
}
