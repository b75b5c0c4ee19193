import type { ValueId } from '../../../ir/ids.ts';

/** A distance into the packet. */
export interface Place {
  /** What `extent` is relative to: the value of an i32, or the start of the packet. */
  readonly base: ValueId | null;
  /** The byte offset past the last byte that must be there. */
  readonly extent: number;
}

/**
 * The largest byte offset that a packet load can name. The kernel takes the offsets from 2^31 on for
 * its own words, and no packet is that long, so a load from there may as well be one from here.
 */
export const LARGEST_OFFSET = 0x7fff_ffff;
