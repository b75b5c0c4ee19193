import { NO_NUMBER } from '../number-format.ts';
import { type Table, tableTexts } from '../table.ts';

/**
 * A table as CSV with a line of heads. Numbers stand bare, without separators of thousands or a sign
 * of ratios; a cell without one is empty.
 *
 * Source: RFC 4180, with line feeds alone.
 */
export function tableCsv(table: Table): string {
  return tableTexts(table)
    .map((row) => `${row.map((cell) => quoted(bareNumber(cell))).join(',')}\n`)
    .join('');
}

/** `1,240` as `1240`, `0.93×` as `0.93`. */
function bareNumber(cell: string): string {
  if (cell === NO_NUMBER) {
    return '';
  }
  return /^[−-]?\d[\d,]*(\.\d+)?×?$/.test(cell)
    ? cell.replaceAll(',', '').replace('×', '').replace('−', '-')
    : cell;
}

const quoted = (cell: string): string =>
  /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
