import { MAX_U32 } from '../../../support/u32.ts';
import { all, any, not } from '../../control-flow/condition.ts';
import {
  behind,
  byteAt,
  compare,
  type DirectOffset,
  type EntryOffset,
  equals,
  type FrameOffsets,
  fromStart,
  load,
  type OffsetValue,
  type PacketTest,
  type Place,
} from '../meaning/packet-test.ts';
import { hasTypeBit, isDataFrame, QOS_BIT } from '../meaning/wlan/frame-control.ts';
import { defineLayer } from './define-layer.ts';
import { carriesAboveLlc, LLC_HEADER_LENGTH, SNAP_HEADER_LENGTH } from './ieee-802-2.ts';
import type { LinkLayer } from './link-layer.ts';

/** The length in bytes of an 802.11 header without a fourth address. IEEE 802.11, 9.3.2.1. */
const HEADER_LENGTH = 24;

/** The length in bytes of the quality-of-service field behind it. */
const QOS_LENGTH = 2;

const MAX_U16 = 0xffff;

/** The length of a header before that of 802.11; `null` where none comes first. */
type Prefix = EntryOffset | null;

const entryOffset = (
  value: OffsetValue,
  most: number,
  after: EntryOffset | null = null,
): EntryOffset => ({ kind: 'entry-offset', value, after, most });

/** The length field of radiotap and of PPI. Sources: radiotap.org; CACE PPI, 3.1. */
const LENGTH_AT_2 = (): EntryOffset =>
  entryOffset({ kind: 'little-endian-u16', place: fromStart(2) }, MAX_U16);

const WORD_AT_4: OffsetValue = { kind: 'field', width: 4, place: fromStart(4) };

/** The length field of the AVS header. Source: "AVS Wireless LAN Monitor Mode Header", version 1. */
const AVS_LENGTH = (): EntryOffset => entryOffset(WORD_AT_4, MAX_U32);

/**
 * What Prism's driver writes first: an AVS header, told by its version, or a list of 144 bytes.
 * Source: LINKTYPE_IEEE802_11_PRISM, tcpdump.org.
 */
const PRISM = { versionBits: 0xffff_f000, avs: 0x8021_1000, length: 144 } as const;

const PRISM_LENGTH = (): EntryOffset =>
  entryOffset(
    {
      kind: 'choice',
      test: equals(load(4, fromStart(0), PRISM.versionBits), PRISM.avs),
      ifTrue: WORD_AT_4,
      ifFalse: { kind: 'constant', value: PRISM.length },
    },
    MAX_U32,
  );

/**
 * The fields of a radiotap header that say whether bytes were added behind the 802.11 header, to
 * align what follows to four. The word of present fields is little-endian, and is read here as if
 * big-endian: the flags are behind the timestamp where there is one. Source: radiotap.org.
 */
const RADIOTAP = {
  present: 4,
  timestampPresent: 0x0100_0000,
  flagsPresent: 0x0200_0000,
  morePresent: 0x0000_0080,
  flags: 8,
  flagsBehindTimestamp: 16,
  paddedFlag: 0x20,
} as const;

/** Tests whether a radiotap header says that there are bytes for alignment. */
const IS_PADDED: PacketTest = all(
  compare('any-bit', load(4, fromStart(RADIOTAP.present)), RADIOTAP.flagsPresent),
  not(compare('any-bit', load(4, fromStart(RADIOTAP.present)), RADIOTAP.morePresent)),
  any(
    all(
      compare('any-bit', load(4, fromStart(RADIOTAP.present)), RADIOTAP.timestampPresent),
      compare('any-bit', byteAt(fromStart(RADIOTAP.flagsBehindTimestamp)), RADIOTAP.paddedFlag),
    ),
    all(
      not(compare('any-bit', load(4, fromStart(RADIOTAP.present)), RADIOTAP.timestampPresent)),
      compare('any-bit', byteAt(fromStart(RADIOTAP.flags)), RADIOTAP.paddedFlag),
    ),
  ),
);

/** Where the 802.11 header starts behind `prefix`. */
const headerBehind = (prefix: Prefix): Place => ({ base: prefix, offset: 0 });

/** Where the header starts, as a byte count of its own: what builds on `prefix` does not need it. */
const headerOffset = (prefix: EntryOffset): EntryOffset =>
  entryOffset({ kind: 'place', place: headerBehind(prefix) }, prefix.most, prefix);

/** Where the IEEE 802.2 header of a data frame starts; of others, what is behind the addresses. */
function payloadBehind(prefix: Prefix, padded: boolean): EntryOffset {
  const header = headerBehind(prefix);
  const most = (prefix?.most ?? 0) + HEADER_LENGTH + QOS_LENGTH + 3;
  const unpadded = payloadOffset(header, (value) => value);
  return padded
    ? { ...entryOffset(payloadOffset(header, padding), most, prefix), inside: unpadded }
    : entryOffset(unpadded, Math.min(MAX_U32, most), prefix);
}

/** The end of `header`, with what `pad` adds in data frames. */
function payloadOffset(header: Place, pad: (value: DirectOffset) => OffsetValue): OffsetValue {
  const end = (length: number): DirectOffset => ({ kind: 'place', place: behind(header, length) });
  return {
    kind: 'choice',
    test: isDataFrame(header),
    ifTrue: {
      kind: 'choice',
      test: hasTypeBit(header, QOS_BIT),
      ifTrue: pad(end(HEADER_LENGTH + QOS_LENGTH)),
      ifFalse: pad(end(HEADER_LENGTH)),
    },
    ifFalse: end(HEADER_LENGTH),
  };
}

const padding = (value: DirectOffset): OffsetValue => ({
  kind: 'choice',
  test: IS_PADDED,
  ifTrue: { kind: 'aligned', value },
  ifFalse: value,
});

/** 802.11 behind `prefix`. */
function wireless(
  name: string,
  prefix: Prefix,
  { padded = false, ...parts }: Partial<LinkLayer> & { readonly padded?: boolean } = {},
): LinkLayer {
  const llc: Place = { base: payloadBehind(prefix, padded), offset: 0 };
  const offsets: FrameOffsets = {
    header: { base: prefix === null ? null : headerOffset(prefix), offset: 0 },
    linkType: llc,
    payload: behind(llc, SNAP_HEADER_LENGTH),
  };
  return defineLayer({
    name,
    addresses: { kind: 'wlan' },
    llc: {
      start: ({ linkType }) => linkType,
      isPresent: ({ header }) => isDataFrame(header),
    },
    sapsOnly: true,
    offsets: () => offsets,
    carries: (protocol, { header, linkType }) =>
      all(isDataFrame(header), carriesAboveLlc(protocol, linkType)),
    isoPacket: ({ linkType }) => behind(linkType, LLC_HEADER_LENGTH),
    ...parts,
  });
}

/** The DLT of 802.11 as PPI writes it, with the byte order of the word that holds it swapped. */
const PPI_OF_802_11 = 0x6900_0000;

/** IEEE 802.11, alone and behind headers with facts about the radio. */
export const WIRELESS: readonly LinkLayer[] = [
  wireless('IEEE802_11', null, { vlan: true }),
  wireless('IEEE802_11_RADIO', LENGTH_AT_2(), { vlan: true, radio: true, padded: true }),
  wireless('IEEE802_11_RADIO_AVS', AVS_LENGTH(), { vlan: true, radio: true }),
  wireless('PRISM_HEADER', PRISM_LENGTH(), { vlan: true, radio: true }),
  wireless('PPI', LENGTH_AT_2(), { gate: equals(load(4, fromStart(4)), PPI_OF_802_11) }),
];
