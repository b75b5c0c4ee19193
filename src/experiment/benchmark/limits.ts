import { formatColumns } from './columns.ts';

/** A bound that what is measured has to keep. */
export interface Limit {
  readonly claim: string;
  readonly measured: number;
  /** The greatest that is allowed. */
  readonly limit: number;
  readonly holds: boolean;
}

/** Whether `measured` keeps a bound. */
export const limitOf = (claim: string, measured: number, limit: number): Limit => ({
  claim,
  measured,
  limit,
  holds: measured <= limit,
});

/** The bounds as text, a line each. */
export function limitTable(limits: readonly Limit[]): string {
  return formatColumns(
    'claim | limit | measured | ',
    limits.map(({ claim, measured, limit, holds }) => [
      claim,
      String(limit),
      measured.toFixed(2),
      holds ? 'holds' : 'FAILS',
    ]),
    1,
  );
}
