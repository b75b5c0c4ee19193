import { NOTHING } from '../machine/machine-state.ts';
import type { Place } from '../machine/place.ts';

/** The most bases to keep apart; what is known of others is forgotten, which costs a check at most. */
export const MOST_BASES = 16;

/**
 * How far the packet is known to reach, per base. Never changed once made, so that the many blocks
 * that add nothing share one. `null` stands for a filter that cannot accept any more: there it may
 * be taken to reach as far as anyone likes.
 */
export type Reach = ReadonlyMap<number, number> | null;

/** Nothing is known. */
export const NO_REACH: Reach = new Map();

const keyOf = ({ base }: Place): number => base ?? NOTHING;

/** Whether `reach` makes sure that the packet extends to `place`. */
export function reaches(reach: Reach, place: Place): boolean {
  return reach === null || place.extent <= (reach.get(keyOf(place)) ?? certainExtent(place));
}

/** Every packet has 0 bytes; whether it has as many as a base says is not known. */
const certainExtent = ({ base }: Place): number => (base === null ? 0 : -1);

/** `reach` where the packet extends to `place` too. A base is not negative, so it counts from 0 as well. */
export function extend(reach: Reach, place: Place): Reach {
  const fromStart = { base: null, extent: place.extent };
  if (reach === null || (reaches(reach, place) && reaches(reach, fromStart))) {
    return reach;
  }
  const extended = new Map(reach);
  for (const one of [place, fromStart]) {
    if (extended.has(keyOf(one)) || extended.size < MOST_BASES) {
      extended.set(keyOf(one), Math.max(one.extent, extended.get(keyOf(one)) ?? 0));
    }
  }
  return extended;
}

/** What holds in both. */
export function meetReach(one: Reach, other: Reach): Reach {
  if (one === null || one === other) {
    return other;
  }
  if (other === null) {
    return one;
  }
  const both = new Map<number, number>();
  for (const [base, extent] of one) {
    const less = Math.min(extent, other.get(base) ?? -1);
    if (less >= 0) {
      both.set(base, less);
    }
  }
  return both.size === one.size && [...both].every(([base, extent]) => one.get(base) === extent)
    ? one
    : both;
}
