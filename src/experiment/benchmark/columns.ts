/**
 * Lays out a table as text, columns aligned two blanks apart.
 *
 * @param titles those of the columns, between bars: `code | rules`.
 * @param labels how many columns from the left hold words, and go to the left; numbers go right.
 */
export function formatColumns(
  titles: string,
  rows: readonly (readonly string[])[],
  labels: number,
): string {
  const head = titles.split(' | ');
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    all.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  return all
    .map((row) =>
      widths
        .map((width, column) => {
          const cell = row[column] ?? '';
          return column < labels ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
