import { any, NEVER } from '../../control-flow/condition.ts';
import {
  behind,
  byteAt,
  type EntryOffset,
  equals,
  fromStart,
  load,
  type PacketTest,
  type Word,
} from '../meaning/packet-test.ts';
import { ETHERTYPE } from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';

/**
 * Where packets come from: from an interface of this machine, or from a capture file, which any
 * system can have written.
 */
export type PacketOrigin = 'live' | 'savefile';

/** `AF_INET`, which is the same on all systems. */
const AF_INET = 2;

/**
 * `AF_INET6` of Linux, and for files of the systems that write such: macOS, NetBSD and OpenBSD (and
 * BSD/OS), FreeBSD. Source: LINKTYPE_NULL, tcpdump.org.
 */
const AF_INET6: Readonly<Record<PacketOrigin, readonly number[]>> = {
  live: [10],
  savefile: [30, 24, 28],
};

/** The numbers of a protocol's address family; none where it has none. */
function familiesOf(protocol: number, origin: PacketOrigin): readonly number[] {
  switch (protocol) {
    case ETHERTYPE.ip:
      return [AF_INET];
    case ETHERTYPE.ip6:
      return AF_INET6[origin];
    default:
      return [];
  }
}

/** The word with its bytes in the other order. */
function swapped(word: number): number {
  return new DataView(Uint32Array.of(word).buffer).getUint32(0);
}

const isAnyOf = (word: Word, values: readonly number[]): PacketTest =>
  values.length === 0 ? NEVER : any(...values.map((value) => equals(word, value)));

/**
 * A header that starts with the address family as a word in the order of the machine that captured
 * the packet: of this one, little-endian, or of either in a file.
 */
function hostOrder(name: string, payload: number, origin: PacketOrigin): LinkLayer {
  return defineLayer({
    name,
    payload,
    carries: (protocol, { header }) => {
      const families = familiesOf(protocol, origin);
      const values = families.map(swapped);
      return isAnyOf(load(4, header), origin === 'live' ? values : [...families, ...values]);
    },
  });
}

/** OpenBSD's loopback: as `NULL`, in network byte order. */
function openBsdLoopback(origin: PacketOrigin): LinkLayer {
  return defineLayer({
    name: 'LOOP',
    payload: 4,
    carries: (protocol, { header }) => isAnyOf(load(4, header), familiesOf(protocol, origin)),
  });
}

/** Where fields of a packet filter's log entry are. Source: OpenBSD, sys/net/if_pflog.h. */
const PFLOG = { family: 1, direction: 60, inbound: 1, outbound: 2 } as const;

/** The length of a log entry, which its first byte tells without what aligns it to four bytes. */
const PFLOG_LENGTH: EntryOffset = {
  kind: 'entry-offset',
  value: { kind: 'aligned', value: { kind: 'field', width: 1, place: fromStart(0) } },
  after: null,
  most: 256,
};

/** What OpenBSD's packet filter logs of a packet, then the packet. */
function packetFilterLog(origin: PacketOrigin): LinkLayer {
  return defineLayer({
    name: 'PFLOG',
    pf: true,
    offsets: (start) => ({
      header: start,
      linkType: behind(start, PFLOG.family),
      payload: { base: PFLOG_LENGTH, offset: 0 },
    }),
    carries: (protocol, { linkType }) => isAnyOf(byteAt(linkType), familiesOf(protocol, origin)),
    crossed: (direction, { header }) =>
      equals(byteAt(behind(header, PFLOG.direction)), PFLOG[direction]),
  });
}

/** The values of Solaris's fields. Source: LINKTYPE_IPNET, tcpdump.org. */
const IPNET = { ip: 2, ip6: 26, inbound: 2, outbound: 1 } as const;

const SOLARIS_IPNET: LinkLayer = defineLayer({
  name: 'IPNET',
  type: 1,
  payload: 24,
  carries(protocol, { linkType }) {
    switch (protocol) {
      case ETHERTYPE.ip:
        return equals(byteAt(linkType), IPNET.ip);
      case ETHERTYPE.ip6:
        return equals(byteAt(linkType), IPNET.ip6);
      default:
        return NEVER;
    }
  },
  crossed: (direction, { header }) => equals(load(2, behind(header, 2)), IPNET[direction]),
});

/** The link types whose header tells the packet's protocol as an address family. */
export function addressFamilyLayers(origin: PacketOrigin): readonly LinkLayer[] {
  return [
    hostOrder('NULL', 4, origin),
    hostOrder('ENC', 12, origin),
    openBsdLoopback(origin),
    packetFilterLog(origin),
    SOLARIS_IPNET,
  ];
}
