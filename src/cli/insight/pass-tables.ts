import type { Compilation } from '../../compiler/compile.ts';
import type { PassRecord } from '../../pass/pass-record.ts';
import { formatTable } from '../terminal.ts';

/** How long each pass took and what it left, a line an application. */
export function timesTable({ times, records }: Compilation): string {
  const milliseconds = (value: number): string => `${value.toFixed(3)} ms`;
  return formatTable([
    ['', 'pass', 'time', 'blocks', 'instructions'],
    ['', 'front end', milliseconds(times.frontend), '', ''],
    ...records.map((record) => [
      `${record.application}`,
      `${record.pass}${record.changed ? '' : ' (unchanged)'}`,
      milliseconds(record.duration),
      `${record.after.blocks}`,
      `${record.after.instructions}`,
    ]),
    ['', 'all passes', milliseconds(times.passes), '', ''],
  ]);
}

/** The counters of each pass, summed over its applications. */
export function statisticsTable(records: readonly PassRecord[]): string {
  const sums = new Map<string, number>();
  for (const { pass, statistics } of records) {
    for (const [name, value] of statistics) {
      const key = `${pass} ${name}`;
      sums.set(key, (sums.get(key) ?? 0) + value);
    }
  }
  return sums.size === 0
    ? 'no pass counted anything'
    : formatTable(
        [...sums].map(([key, value]) => {
          const [pass = '', name = ''] = key.split(' ');
          return [`${value}`, pass, name];
        }),
      );
}

/** The remarks of the passes, a line each. */
export function remarkLines(records: readonly PassRecord[]): readonly string[] {
  return records.flatMap(({ application, pass, remarks }) =>
    remarks.map(
      ({ kind, where, message }) =>
        `remark: ${application} ${pass}: ${where}: ${message} [${kind}]`,
    ),
  );
}
