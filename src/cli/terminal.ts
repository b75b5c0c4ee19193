import pc from 'picocolors';

/** Writes a line for the user to standard error. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Tells about something that does not stop the command. */
export function warn(message: string): void {
  tell(`${onStderr.yellow('warning:')} ${message}`);
}

/** Colours for standard error, where it is a terminal that has them. */
export const onStderr: ReturnType<typeof pc.createColors> = pc.createColors(
  pc.isColorSupported && process.stderr.isTTY === true,
);

/** Colours for standard output, where it is a terminal that has them. */
export const onStdout: ReturnType<typeof pc.createColors> = pc.createColors(
  pc.isColorSupported && process.stdout.isTTY === true,
);

/** A bar on standard error while something long goes on. */
export interface ProgressBar {
  /** Shows that `done` of `total` parts are done, and what comes now. */
  update(done: number, total: number, label: string): void;
  /** Removes the bar. */
  finish(): void;
}

const BAR_WIDTH = 28;

/** The time in milliseconds between two drawings of a bar. */
const REDRAW_INTERVAL = 80;

/** A bar where standard error is a terminal; nothing elsewhere. */
export function progressBar(): ProgressBar {
  const { stderr } = process;
  if (stderr.isTTY !== true) {
    return { update: () => {}, finish: () => {} };
  }
  let drawn = 0;
  return {
    update: (done, total, label) => {
      const now = performance.now();
      if (now - drawn < REDRAW_INTERVAL && done < total) {
        return;
      }
      drawn = now;
      const filled = total === 0 ? BAR_WIDTH : Math.round((done / total) * BAR_WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
      const room = Math.max(0, (stderr.columns ?? 80) - BAR_WIDTH - 16);
      stderr.write(`\r\u001b[2K${bar} ${done}/${total} ${label.slice(0, room)}`);
    },
    finish: () => {
      stderr.write('\r\u001b[2K');
    },
  };
}

/** `rows` as lines, columns aligned; numbers to the right, anything else to the left. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = columnWidths(rows);
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return /^[-+]?[\d.,]+( ?(%|ms|x|ns))?$/.test(cell)
            ? cell.padStart(width)
            : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return widths;
}
