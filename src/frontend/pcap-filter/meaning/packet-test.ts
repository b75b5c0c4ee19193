/**
 * What a primitive means: a small tree of tests on the bytes of a packet. The order of tests is a
 * part of the meaning, since a load past the end of a packet rejects it.
 *
 * Trees are as deep as a primitive is complicated, never as deep as the expression.
 */

import type { InputName } from '../../../ir/inputs.ts';
import type { Relation } from '../syntax/ast.ts';

/** A test on a packet. */
export type PacketTest =
  | { readonly kind: 'always' | 'never' }
  /** Each test in turn until one fails; holds where none does. */
  | { readonly kind: 'all'; readonly tests: readonly PacketTest[] }
  /** Each test in turn until one holds; fails where none does. */
  | { readonly kind: 'any'; readonly tests: readonly PacketTest[] }
  | { readonly kind: 'not'; readonly test: PacketTest }
  /** A word against a u32, both unsigned. */
  | {
      readonly kind: 'compare';
      readonly comparison: Comparison;
      readonly word: Word;
      readonly value: number;
    }
  /** Whether the word is from `low` to `high`, both included. */
  | {
      readonly kind: 'range';
      readonly word: Word;
      readonly low: number;
      readonly high: number;
    }
  /** Two numbers that the expression works out, on the frame that it is about at that point. */
  | { readonly kind: 'relation'; readonly relation: Relation; readonly frame: FrameOffsets };

/** `any-bit`: whether the word and the value have a bit in common. */
export type Comparison = 'eq' | 'ugt' | 'uge' | 'any-bit';

/** A u32 to be tested. */
export type Word =
  /** Bytes of the packet, big-endian; `mask` is a u32, or `null` for all bits. */
  | {
      readonly kind: 'load';
      readonly width: 1 | 2 | 4;
      readonly place: Place;
      readonly mask: number | null;
    }
  | { readonly kind: 'input'; readonly input: InputName };

/** A place in the packet: `base + offset`. */
export interface Place {
  /** A byte count that is in the packet; `null` for 0. */
  readonly base: HeaderLength | null;
  /** In bytes. */
  readonly offset: number;
}

/** The length in bytes of the IPv4 header at a place: four times the low half of its first byte. */
export interface HeaderLength {
  readonly kind: 'ipv4-header-length';
  readonly header: Place;
}

/** Where the parts of a frame are. */
export interface FrameOffsets {
  /** The link-layer header. */
  readonly header: Place;
  /** The field of the link-layer header that says what the payload is. */
  readonly linkType: Place;
  /** The network-layer header. */
  readonly payload: Place;
}

export const ALWAYS: PacketTest = { kind: 'always' };
export const NEVER: PacketTest = { kind: 'never' };

/** All of `tests`, in order. */
export function all(...tests: readonly PacketTest[]): PacketTest {
  const [only, ...others] = tests.filter(({ kind }) => kind !== 'always');
  if (only === undefined) {
    return ALWAYS;
  }
  return others.length === 0 || only.kind === 'never'
    ? only
    : { kind: 'all', tests: [only, ...others] };
}

/** Any of `tests`, in order. */
export function any(...tests: readonly PacketTest[]): PacketTest {
  const [only, ...others] = tests.filter(({ kind }) => kind !== 'never');
  if (only === undefined) {
    return NEVER;
  }
  return others.length === 0 || only.kind === 'always'
    ? only
    : { kind: 'any', tests: [only, ...others] };
}

export function not(test: PacketTest): PacketTest {
  return { kind: 'not', test };
}

/** The `width` bytes at `place`, of which only the bits in `mask` count where one is given. */
export function load(width: 1 | 2 | 4, place: Place, mask: number | null = null): Word {
  return { kind: 'load', width, place, mask };
}

export function compare(comparison: Comparison, word: Word, value: number): PacketTest {
  return { kind: 'compare', comparison, word, value };
}

export function equals(word: Word, value: number): PacketTest {
  return compare('eq', word, value);
}

/** The byte at `place`. */
export function byteAt(place: Place, mask: number | null = null): Word {
  return load(1, place, mask);
}

/** The place `bytes` behind the start of the packet. */
export function fromStart(bytes: number): Place {
  return { base: null, offset: bytes };
}

/** The largest offset; what is there or behind it is past the end of every packet. */
const MAX_OFFSET = 0xffff_ffff;

/** The place `bytes` behind `place`. */
export function behind(place: Place, bytes: number): Place {
  return { base: place.base, offset: Math.min(MAX_OFFSET, place.offset + bytes) };
}
