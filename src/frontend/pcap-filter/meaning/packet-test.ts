/**
 * What a primitive means: a small tree of tests on the bytes of a packet.
 *
 * Trees are as deep as a primitive is complicated, never as deep as the expression.
 */

import type { InputName } from '../../../ir/inputs.ts';
import type { Comparison, Condition } from '../../control-flow/condition.ts';
import type { Relation } from '../syntax/ast.ts';

/** A test on a packet. */
export type PacketTest = Condition<Word, SpecialTest>;

/** What is tested besides words. */
export type SpecialTest =
  /** Two numbers that the expression works out, on the frame that it is about at that point. */
  | RelationTest
  /** Holds always, and gives `variable` a value for the tests that come after on this path. */
  | { readonly kind: 'assign'; readonly variable: OffsetVariable; readonly value: DirectOffset }
  /** Whether two places are different ones. */
  | { readonly kind: 'apart'; readonly places: readonly [Place, Place] }
  /** Whether a header of `protocol` is in the chain of headers that follows that of IP. */
  | HeaderChain;

/** A relation, and where the headers are that it indexes. */
export interface RelationTest {
  readonly kind: 'relation';
  readonly relation: Relation;
  readonly frame: FrameOffsets;
  /** Where the transport header is, over IP of either version; `null` to find it by IPv4 alone. */
  readonly transport: OffsetVariable | null;
  /** Whether Linux does the arithmetic, and finds words of its own at some addresses. */
  readonly linux: boolean;
}

/** The headers behind an IP header, each with the protocol number of the next. */
export interface HeaderChain {
  readonly kind: 'header-chain';
  /** The protocol number that is looked for, a byte. */
  readonly protocol: number;
  /** The byte that holds the protocol number of the first header. */
  readonly first: Place;
  /** Where the first header starts. */
  readonly start: Place;
  readonly version: 'ip' | 'ip6';
}

/** A u32 to be tested. */
export type Word =
  /** Bytes of the packet, big-endian; `mask` is a u32, or `null` for all bits. */
  | {
      readonly kind: 'load';
      readonly width: 1 | 2 | 4;
      readonly place: Place;
      readonly mask: number | null;
    }
  /** What is known of the packet besides its bytes; `mask` as above. */
  | { readonly kind: 'input'; readonly input: InputName; readonly mask: number | null };

/** A place in the packet: `base + offset`. */
export interface Place {
  /** A byte count that is in the packet, or follows from it; `null` for 0. */
  readonly base: HeaderLength | EntryOffset | OffsetVariable | null;
  /** In bytes. Below 0 it wraps around 2^32, so that the place is past the end of every packet. */
  readonly offset: number;
}

/** The length in bytes of the IPv4 header at a place: four times the low half of its first byte. */
export interface HeaderLength {
  readonly kind: 'ipv4-header-length';
  readonly header: Place;
}

/**
 * A byte count that the filter works out once, before its first test, if anything is about a place
 * that is relative to it. Two objects are two byte counts, even where they are alike.
 */
export interface EntryOffset {
  readonly kind: 'entry-offset';
  readonly value: OffsetValue;
  /** Its value where the text ends inside another frame; absent where that is the same. */
  readonly inside?: OffsetValue;
  /** The one that its value builds on; `null` for none. */
  readonly after: EntryOffset | null;
  /** The largest value that it can have, a u32. */
  readonly most: number;
}

/**
 * A byte count that tests on the way to a place have assigned; where none has, 0 or what the filter
 * works out at its entry. Two objects are two
 * variables, even where they are alike.
 */
export interface OffsetVariable {
  readonly kind: 'offset-variable';
  /** What it is the place of, for who reads the object. */
  readonly name: string;
}

/** How a byte count is worked out, modulo 2^32: without a test, or by one. */
export type OffsetValue =
  | DirectOffset
  | {
      readonly kind: 'choice';
      readonly test: PacketTest;
      readonly ifTrue: OffsetValue;
      readonly ifFalse: OffsetValue;
    };

/** How a byte count is worked out without a test. */
export type DirectOffset =
  | { readonly kind: 'constant'; readonly value: number }
  /** A place, as bytes from the start of the packet. */
  | { readonly kind: 'place'; readonly place: Place }
  /** Bytes of the packet, big-endian. */
  | { readonly kind: 'field'; readonly width: 1 | 2 | 4; readonly place: Place }
  /** `factor` times the bits in `mask` of a byte. */
  | {
      readonly kind: 'scaled-byte';
      readonly place: Place;
      readonly mask: number;
      readonly factor: number;
    }
  | { readonly kind: 'sum'; readonly terms: readonly [DirectOffset, DirectOffset] }
  | { readonly kind: 'little-endian-u16'; readonly place: Place }
  /** The next multiple of four. */
  | { readonly kind: 'aligned'; readonly value: DirectOffset };

/** Where the parts of a frame are. */
export interface FrameOffsets {
  /** The link-layer header. */
  readonly header: Place;
  /** The field of the link-layer header that says what the payload is. */
  readonly linkType: Place;
  /** The network-layer header. */
  readonly payload: Place;
}

/** The `width` bytes at `place`, of which only the bits in `mask` count where one is given. */
export function load(width: 1 | 2 | 4, place: Place, mask: number | null = null): Word {
  return { kind: 'load', width, place, mask };
}

/** What is known of the packet besides its bytes. */
export function input(name: InputName): Word {
  return { kind: 'input', input: name, mask: null };
}

export function compare(comparison: Comparison, word: Word, value: number): PacketTest {
  return { kind: 'compare', comparison, word, value };
}

/** A test of something else than a word. */
export const special = (test: SpecialTest): PacketTest => ({ kind: 'special', special: test });

export function equals(word: Word, value: number): PacketTest {
  return compare('eq', word, value);
}

/** The byte at `place`. */
export function byteAt(place: Place, mask: number | null = null): Word {
  return load(1, place, mask);
}

/** Gives `variable` the value for the tests that come after. */
export function assign(variable: OffsetVariable, value: DirectOffset): PacketTest {
  return special({ kind: 'assign', variable, value });
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
