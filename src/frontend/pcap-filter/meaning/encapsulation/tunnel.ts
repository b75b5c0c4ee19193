import type { SourceSpan } from '../../../../support/source-span.ts';
import { ALWAYS, all, any } from '../../../control-flow/condition.ts';
import { ETHERNET } from '../../link/ethernet.ts';
import { carries, type MeaningContext, tooLarge } from '../context.ts';
import { type EncapsulationMeaning, type Frame, frameAt } from '../frame.ts';
import {
  IPV6_HEADER_LENGTH,
  ipv4Payload,
  isFirstFragment,
  isIpv4Protocol,
  isIpv6NextHeader,
} from '../network/ip-header.ts';
import {
  assign,
  behind,
  byteAt,
  type DirectOffset,
  equals,
  load,
  type OffsetVariable,
  type PacketTest,
  type Place,
  special,
} from '../packet-test.ts';
import { CARRIER_ETHERTYPE, ETHERTYPE, IP_PROTOCOL } from '../protocol-numbers.ts';

/** The length of a UDP header, and where its destination port is, in bytes. RFC 768. */
const UDP = { destination: 2, length: 8 } as const;

/** Where the number of the virtual network is, as a word, in the headers of both tunnels alike. */
const NETWORK = { offset: 4, mask: 0xffff_ff00, shift: 8, most: 0xff_ffff } as const;

/** The length of an Ethernet header's addresses, and of the header, in bytes. */
const INNER_ETHERNET = { type: 12, payload: 14 } as const;

/** Geneve's header; the length is in words, of the options alone. RFC 8926, 3.4. */
const GENEVE = {
  port: 6081,
  version: 0xc0,
  optionsLength: 0x3f,
  protocol: 2,
  length: 8,
} as const;

/** VXLAN's header; the flag says that the network's number counts. RFC 7348, 5. */
const VXLAN = { port: 4789, flags: 0x08, length: 8 } as const;

/** What is inside UDP, and where the parts of the frame inside that are. */
interface Tunnel {
  readonly name: string;
  readonly port: number;
  /** Tests the header at a place. */
  test(header: Place): PacketTest;
  /** Works out the offsets of the frame inside, for the header at a place. */
  setOffsets(header: Place, inside: InnerOffsets): PacketTest;
}

/** The offsets of a frame in a tunnel, which are known when the packet is. */
interface InnerOffsets {
  readonly linkType: OffsetVariable;
  readonly header: OffsetVariable;
  readonly payload: OffsetVariable;
}

const GENEVE_TUNNEL: Tunnel = {
  name: 'geneve',
  port: GENEVE.port,
  test: (header) => equals(byteAt(header, GENEVE.version), 0),
  setOffsets: setGeneveOffsets,
};

const VXLAN_TUNNEL: Tunnel = {
  name: 'vxlan',
  port: VXLAN.port,
  test: (header) => equals(byteAt(header), VXLAN.flags),
  setOffsets: (header, inside) =>
    all(
      assign(inside.header, at(behind(header, VXLAN.length))),
      assign(inside.linkType, at(behind(header, VXLAN.length + INNER_ETHERNET.type))),
      assign(inside.payload, at(behind(header, VXLAN.length + INNER_ETHERNET.payload))),
    ),
};

/**
 * `geneve` and `geneve network`: over UDP and IPv4 or IPv6. What follows is about what is inside, a
 * frame of Ethernet or a packet without a link-layer header.
 */
export function geneveMeaning(
  context: MeaningContext,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  return tunnelMeaning(context, GENEVE_TUNNEL, number, span);
}

/** `vxlan` and `vxlan network`: as {@link geneveMeaning}, and Ethernet is inside. */
export function vxlanMeaning(
  context: MeaningContext,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  return tunnelMeaning(context, VXLAN_TUNNEL, number, span);
}

function tunnelMeaning(
  context: MeaningContext,
  tunnel: Tunnel,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  if (number !== null && number > NETWORK.most) {
    throw tooLarge(`${tunnel.name} network`, number, NETWORK.most, span);
  }
  const variable = (part: string): OffsetVariable => ({
    kind: 'offset-variable',
    name: `${tunnel.name} ${part}`,
  });
  const outer = variable('header');
  const inside: InnerOffsets = {
    linkType: variable('inner link type'),
    header: variable('inner header'),
    payload: variable('inner payload'),
  };
  const isTunnel = (header: Place): PacketTest =>
    all(tunnel.test(header), isNetwork(header, number), assign(outer, at(header)));
  return {
    test: all(
      overUdp(context, tunnel.port, isTunnel, span),
      tunnel.setOffsets(start(outer), inside),
    ),
    frame: insideFrame(context.frame, inside),
  };
}

/** The frame inside. Where it has no link-layer header, its header and its payload coincide. */
function insideFrame(outer: Frame, { linkType, header, payload }: InnerOffsets): Frame {
  return {
    ...frameAt(ETHERNET, start(header)),
    offsets: { header: start(header), linkType: start(linkType), payload: start(payload) },
    addressed: special({ kind: 'apart', places: [start(header), start(payload)] }),
    labels: outer.labels,
    tunneled: true,
  };
}

/** Tests for UDP to `port` over IP of either version, and `test`s what is inside. */
function overUdp(
  context: MeaningContext,
  port: number,
  test: (payload: Place) => PacketTest,
  span: SourceSpan,
): PacketTest {
  const { payload } = context.frame.offsets;
  const toPort = (udp: Place): PacketTest =>
    all(equals(load(2, behind(udp, UDP.destination)), port), test(behind(udp, UDP.length)));
  return any(
    all(
      carries(context, ETHERTYPE.ip, span),
      isIpv4Protocol(payload, IP_PROTOCOL.udp),
      isFirstFragment(payload),
      toPort(ipv4Payload(payload)),
    ),
    all(
      carries(context, ETHERTYPE.ip6, span),
      isIpv6NextHeader(payload, IP_PROTOCOL.udp),
      toPort(behind(payload, IPV6_HEADER_LENGTH)),
    ),
  );
}

function isNetwork(header: Place, number: number | null): PacketTest {
  return number === null
    ? ALWAYS
    : equals(
        load(4, behind(header, NETWORK.offset), NETWORK.mask),
        (number << NETWORK.shift) >>> 0,
      );
}

/** Geneve's field for the protocol is the link type of what has no Ethernet header of its own. */
function setGeneveOffsets(geneve: Place, { linkType, header, payload }: InnerOffsets): PacketTest {
  const protocol = behind(geneve, GENEVE.protocol);
  const inside: DirectOffset = {
    kind: 'sum',
    terms: [
      { kind: 'scaled-byte', place: geneve, mask: GENEVE.optionsLength, factor: 4 },
      at(behind(geneve, GENEVE.length)),
    ],
  };
  return all(
    assign(header, inside),
    any(
      all(
        equals(load(2, protocol), CARRIER_ETHERTYPE.transparentEthernet),
        assign(linkType, at(behind(start(header), INNER_ETHERNET.type))),
        assign(payload, at(behind(start(header), INNER_ETHERNET.payload))),
      ),
      all(assign(linkType, at(protocol)), assign(payload, at(start(header)))),
    ),
  );
}

const at = (place: Place): DirectOffset => ({ kind: 'place', place });

/** The place that `variable` tells. */
const start = (variable: OffsetVariable): Place => ({ base: variable, offset: 0 });
