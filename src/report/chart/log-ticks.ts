/** The ticks of a logarithmic axis from `low` to `high`: 1, 2 and 5 of each decade. */
export function logTicks(low: number, high: number): readonly number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1) {
    ticks.push(...[1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  }
  const inside = ticks.filter((tick) => tick >= low && tick <= high);
  return inside.length > 10
    ? inside.filter((tick) => `${tick}`.replace(/[0.]/g, '') === '1')
    : inside;
}
