import {
  ANY_SHARE,
  type FieldModel,
  type PacketField,
  type PacketModel,
  type RangeShare,
  type ShareBounds,
  UNKNOWN_FIELD,
} from '../../ir/packet-model.ts';

/**
 * Packets of the internet as they are on Ethernet and links like it, by the width of a field and whether
 * it is at a fixed place. The orders of magnitude are all that counts, and bounds are such that hold for
 * any traffic but the most one-sided; a trace tells better.
 *
 * Sources: the daily protocol statistics of the MAWI archive, https://mawi.wide.ad.jp; numbers of the IANA
 * registries, for Ethernet and PPP. A backbone carries no ARP; on a local network every host sees that of
 * all others.
 */
export const INTERNET_PACKETS: PacketModel = { name: 'internet', fieldOf };

function fieldOf({ of, width, isFixed, mask }: PacketField): FieldModel {
  if (of !== 'packet') {
    return of === 'wirelen' && mask === null ? FRAME_LENGTH : UNKNOWN_FIELD;
  }
  if (mask !== null) {
    return mask === FRAGMENT_OFFSET_BITS && width === 2 ? FRAGMENT_OFFSET : UNKNOWN_FIELD;
  }
  const fields = isFixed ? FIXED : BEHIND_HEADER;
  return fields.get(width) ?? UNKNOWN_FIELD;
}

const upTo = (most: number): ShareBounds => ({ least: 0, most });

const anyShareOf = (...numbers: readonly number[]): ReadonlyMap<number, ShareBounds> =>
  new Map(numbers.map((number) => [number, ANY_SHARE]));

/** What all fields of packets have in common. Of 0, packets are full. */
const FIELD: FieldModel = {
  ...UNKNOWN_FIELD,
  knownBounds: anyShareOf(0),
  mostOfList: 0.8,
  mostByAccident: 0.05,
};

const PROTOCOLS: ReadonlyMap<number, number> = new Map([
  [6, 0.8],
  [17, 0.15],
  [1, 0.02],
  [58, 0.01],
]);

/** A byte: a protocol or another code. */
const BYTE: FieldModel = { ...FIELD, kind: 'code', usual: PROTOCOLS, otherBounds: upTo(0.9) };

/** Protocols of Ethernet and of PPP, and ports of services. */
const TYPES_AND_PORTS: ReadonlyMap<number, number> = new Map([
  [0x0800, 0.8],
  [0x0806, 0.1],
  [0x86dd, 0.08],
  [0x0021, 0.8],
  [0x0057, 0.08],
  [443, 0.005],
  [80, 0.003],
  [53, 0.002],
]);

/** Ports of services and those that a client takes. Source: RFC 6335, section 6, but that Linux takes ports from 32768. */
const PORT_RANGES: readonly RangeShare[] = [
  { low: 0, high: 1023, share: 0.4 },
  { low: 32_768, high: 65_535, share: 0.4 },
];

/**
 * Two bytes: an EtherType, which all packets of a trace may have in common (IANA, IEEE 802 Numbers), a port
 * or a length. Lengths are rather small (Newcomb 1881, Benford 1938).
 */
const HALF_WORD: FieldModel = {
  ...FIELD,
  kind: 'code',
  usual: TYPES_AND_PORTS,
  ranges: PORT_RANGES,
  isMagnitude: true,
  knownBounds: anyShareOf(0, 0x0800, 0x0806, 0x8100, 0x86dd),
  otherBounds: upTo(0.9),
};

/** Private networks, multicast, broadcast. Sources: RFC 1918, section 3; RFC 5771, section 3; RFC 919. */
const ADDRESS_RANGES: readonly RangeShare[] = [
  { low: 0x0a00_0000, high: 0x0aff_ffff, share: 0.15 },
  { low: 0xac10_0000, high: 0xac1f_ffff, share: 0.05 },
  { low: 0xc0a8_0000, high: 0xc0a8_ffff, share: 0.15 },
  { low: 0xe000_0000, high: 0xefff_ffff, share: 0.05 },
  { low: 0xffff_ffff, high: 0xffff_ffff, share: 0.02 },
];

/** Four bytes: an address of IPv4, or a part of one of IPv6. */
const ADDRESS: FieldModel = {
  ...FIELD,
  kind: 'address',
  ranges: ADDRESS_RANGES,
  otherBounds: upTo(0.05),
};

const FIXED: ReadonlyMap<number, FieldModel> = new Map([
  [1, BYTE],
  [2, HALF_WORD],
  [4, ADDRESS],
]);

/** Behind a header of variable length there are ports for the most part. */
const BEHIND_HEADER: ReadonlyMap<number, FieldModel> = new Map([
  [1, { ...BYTE, kind: null, knownBounds: new Map() }],
  [2, { ...HALF_WORD, kind: null, knownBounds: new Map(), otherBounds: upTo(0.4) }],
  [4, { ...ADDRESS, kind: null, knownBounds: new Map(), otherBounds: upTo(0.3) }],
]);

/** The bits of a fragment's offset (RFC 791), which is 0 but in the later parts of a datagram. */
const FRAGMENT_OFFSET_BITS = 0x1fff;

const FRAGMENT_OFFSET: FieldModel = {
  ...UNKNOWN_FIELD,
  kind: 'code',
  usual: new Map([[0, 0.99]]),
  knownBounds: new Map([[0, { least: 0.99, most: 1 }]]),
  otherBounds: upTo(0.01),
};

/** The length of a frame, up to the largest of an Ethernet without its checksum (IEEE 802.3). */
const FRAME_LENGTH: FieldModel = { ...UNKNOWN_FIELD, isMagnitude: true, largest: 1514 };
