import type { LiveInterval } from './live-intervals.ts';

/**
 * Gives each spilled interval a stack slot that no other uses while it is live, in `places`, by
 * virtual register. Yields the number of slots. O(n log n), for sorting.
 */
export function assignSlots(
  spilled: readonly LiveInterval<string>[],
  places: (unknown | undefined)[],
): number {
  const byStart = spilled.toSorted((a, b) => a.start - b.start);
  const byEnd = spilled.toSorted((a, b) => a.end - b.end);
  const free: number[] = [];
  let ended = 0;
  let count = 0;
  for (const { register, start } of byStart) {
    for (let next = byEnd[ended]; next !== undefined && next.end < start; next = byEnd[ended]) {
      free.push(places[next.register] as number);
      ended += 1;
    }
    const slot = free.pop() ?? count;
    count = Math.max(count, slot + 1);
    places[register] = slot;
  }
  return count;
}
