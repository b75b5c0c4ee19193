/** What stands where there is no number. */
export const NO_NUMBER = '–';

/** A quotient of two measures to about three digits, as `0.93×` and `1.00×`. */
export function formatRatio(ratio: number | null): string {
  return ratio === null ? NO_NUMBER : `${fixed(ratio)}×`;
}

/** How much larger than 1 a quotient is, in percent: `+4.2 %`, `−0.8 %`, `0 %`. */
export function formatPercent(ratio: number | null): string {
  if (ratio === null) {
    return NO_NUMBER;
  }
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent).toFixed(Math.abs(percent) < 100 ? 1 : 0);
  const isNone = Number(digits) === 0;
  return isNone ? '0 %' : `${percent < 0 ? '−' : '+'}${digits} %`;
}

/** A mean or a count, to about three digits: `7`, `7.25`, `1,240`. */
export function formatNumber(value: number | null): string {
  return value === null ? NO_NUMBER : significant(value);
}

/** A duration in milliseconds with its unit: `0.42 ms`, `1.3 s`. */
export function formatMilliseconds(value: number | null): string {
  if (value === null) {
    return NO_NUMBER;
  }
  if (value >= 1000) {
    return `${significant(value / 1000)} s`;
  }
  return value < 0.1 ? `${significant(value * 1000)} µs` : `${significant(value)} ms`;
}

/** A size in bytes with a decimal unit: `712 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${significant(bytes / 1000 ** power)} ${units[power] ?? 'B'}`;
}

/** `count` with its noun: `1 filter`, `212 filters`, `3 passes`. */
export function formatCount(count: number, noun: string): string {
  const ending = noun.endsWith('s') ? 'es' : 's';
  return `${grouped(count)} ${noun}${count === 1 ? '' : ending}`;
}

const significant = (value: number): string =>
  Number.isInteger(value) ? grouped(value) : fixed(value);

/** About three digits of `value`. */
function fixed(value: number): string {
  const size = Math.abs(value);
  return size >= 100 ? grouped(Math.round(value)) : value.toFixed(size < 10 ? 2 : 1);
}

/** Groups of three digits are set apart by commas, whatever the locale. */
function grouped(value: number): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
