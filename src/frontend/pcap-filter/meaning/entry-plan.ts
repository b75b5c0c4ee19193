import type { Frame } from './frame.ts';
import type { EntryOffset, OffsetVariable, Place } from './packet-test.ts';

/**
 * What the filter works out at its entry of the offsets of the frame that packets start with.
 *
 * As in libpcap, that is for the frame that the text ends in. Where that is inside another, offsets
 * that it does not share are 0 for the whole text, and variables of its own start out as them: so
 * `geneve` behind a header of variable length looks for the tunnel at the start of the packet.
 */
export interface EntryPlan {
  /** The offsets that are 0. */
  readonly lost: ReadonlySet<EntryOffset>;
  /** The variables that start out as an offset; the others start out as 0. */
  readonly initial: ReadonlyMap<OffsetVariable, EntryOffset>;
  /** Whether the text ends in a frame inside the one that packets start with. */
  readonly inside: boolean;
}

/** The plan for a text that ends in frame `last`, on packets that start with `outermost`. */
export function entryPlan(outermost: Frame, last: Frame): EntryPlan {
  const lost = new Set<EntryOffset>();
  const initial = new Map<OffsetVariable, EntryOffset>();
  const inside = last.layer !== outermost.layer;
  if (inside) {
    for (const part of ['header', 'payload'] as const) {
      const offset = entryOffsetOf(outermost.offsets[part]);
      const { base } = last.offsets[part];
      if (offset !== null && base?.kind === 'offset-variable') {
        initial.set(base, offset);
      }
      if (offset !== null) {
        lost.add(offset);
      }
    }
    for (const part of ['header', 'payload'] as const) {
      const kept = entryOffsetOf(last.offsets[part]);
      if (kept !== null) {
        lost.delete(kept);
      }
    }
  }
  return { lost, initial, inside };
}

const entryOffsetOf = ({ base }: Place): EntryOffset | null =>
  base?.kind === 'entry-offset' ? base : null;
