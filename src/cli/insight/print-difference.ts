import { changedLines, SIGNS } from '../../report/filter/changed-lines.ts';
import type { DiffLine } from '../../report/filter/text-diff.ts';
import { onStdout } from '../terminal.ts';

const COLORS: Readonly<Record<DiffLine['kind'], (text: string) => string>> = {
  same: (text) => text,
  removed: onStdout.red,
  added: onStdout.green,
};

/** The lines in which two texts of a filter differ, as `diff -u` marks them; each ends in a line break. */
export function printDifference(before: string, after: string): string {
  return changedLines(before, after)
    .map((line) =>
      line === null ? '  …\n' : `${COLORS[line.kind](`${SIGNS[line.kind]} ${line.text}`)}\n`,
    )
    .join('');
}
