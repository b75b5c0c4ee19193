/**
 * The decimals that a value has a right to which may be off by `error`: its last digit stands where the first
 * digit of the error does. Negative where tens, hundreds and so on are all that is known; `most` at most.
 */
export function decimalsFor(error: number, most: number): number {
  return error > 0 ? Math.min(most, -Math.floor(Math.log10(error))) : most;
}

/** `value` with {@link decimalsFor} that error: `3.5` for 3.4567 give or take 0.3, `120` for 123.4 give or take 40. */
export function roundedBy(value: number, error: number, most: number): string {
  const decimals = decimalsFor(error, most);
  if (decimals >= 0) {
    return value.toFixed(decimals);
  }
  const unit = 10 ** -decimals;
  return String(Math.round(value / unit) * unit);
}
