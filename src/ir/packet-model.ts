import type { InputName } from './inputs.ts';
import type { LoadWidth } from './ir.ts';

/**
 * What the packets are like that a filter is made for, field by field. A source language knows it: one
 * that is about packets of networks says how usual their numbers are, one about other records what those
 * hold. It decides about speed only, never about verdicts.
 */
export interface PacketModel {
  /** kebab-case; names it in messages. */
  readonly name: string;
  /** What the numbers of `field` are like; {@link UNKNOWN_FIELD} where nothing is known. */
  fieldOf(field: PacketField): FieldModel;
}

/** A number that a filter reads. */
export interface PacketField {
  /** The word that it is; `packet` for bytes that are loaded. */
  readonly of: InputName | 'packet';
  /** In bytes. */
  readonly width: LoadWidth;
  /** The byte offset of what is loaded, a u32; that behind the header where `isFixed` is not. */
  readonly offset: number;
  /** Whether it is at the same place in all packets, not behind a header of variable length. */
  readonly isFixed: boolean;
  /** The bits that are looked at, where not all are: a u32. */
  readonly mask: number | null;
}

/** What the numbers of one field are like. */
export interface FieldModel {
  /**
   * `code`: one of a few numbers, some of which many packets have, such as that of a protocol; `address`:
   * one of very many, each of which few packets have; `null`: something else.
   */
  readonly kind: 'code' | 'address' | null;
  /** The share of packets, in (0, 1], that have one of the usual numbers. */
  readonly usual: ReadonlyMap<number, number>;
  /** Disjoint ranges, and the share of packets whose numbers lie there. The rest is spread over all. */
  readonly ranges: readonly RangeShare[];
  /** Whether any order of magnitude is as likely as another, rather than any number. */
  readonly isMagnitude: boolean;
  /** The largest number that packets have; `null` where that is what its width can hold. */
  readonly largest: number | null;
  /** How often the number of a packet is a given one, for numbers of which more is known than of others. */
  readonly knownBounds: ReadonlyMap<number, ShareBounds>;
  /** How often it is any other given number. */
  readonly otherBounds: ShareBounds;
  /** How often at most it is one of a list of numbers. */
  readonly mostOfList: number;
  /** How often at most the bytes are a given number, not 0, in a packet where they are not the field. */
  readonly mostByAccident: number;
}

/** Bounds of a share of packets, in [0, 1]. */
export interface ShareBounds {
  readonly least: number;
  readonly most: number;
}

/** Numbers from `low` to `high`, and the share of packets that have one of them. */
export interface RangeShare {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/** As many packets as there are, or none. */
export const ANY_SHARE: ShareBounds = { least: 0, most: 1 };

/** A field of which nothing is known. */
export const UNKNOWN_FIELD: FieldModel = {
  kind: null,
  usual: new Map(),
  ranges: [],
  isMagnitude: false,
  largest: null,
  knownBounds: new Map(),
  otherBounds: ANY_SHARE,
  mostOfList: 1,
  mostByAccident: 1,
};

/** The model of a filter that says nothing about its packets. */
export const NEUTRAL_MODEL: PacketModel = { name: 'neutral', fieldOf: () => UNKNOWN_FIELD };
