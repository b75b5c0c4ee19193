import { any } from '../../control-flow/condition.ts';
import {
  byteAt,
  equals,
  type FrameOffsets,
  load,
  type PacketTest,
  type Place,
} from '../meaning/packet-test.ts';
import { CARRIER_ETHERTYPE, ETHERTYPE, LLC_SAP } from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';

/** The PPP numbers of protocols that have another as EtherType or SAP. Source: IANA, "PPP Numbers". */
const PPP_PROTOCOLS: ReadonlyMap<number, number> = new Map([
  [ETHERTYPE.ip, 0x0021],
  [ETHERTYPE.ip6, 0x0057],
  [ETHERTYPE.decnet, 0x0027],
  [ETHERTYPE.atalk, 0x0029],
  [ETHERTYPE.xns, 0x0025],
  [CARRIER_ETHERTYPE.mpls, 0x0281],
  [LLC_SAP.iso, 0x0023],
  [LLC_SAP.stp, 0x0031],
  [LLC_SAP.ipx, 0x002b],
]);

/** Van Jacobson's TCP headers, compressed and not. Source: RFC 1332, 2. */
const VAN_JACOBSON = { compressed: 0x002d, uncompressed: 0x002f } as const;

/** The first byte of a packet from Linux's pppd. Source: LINKTYPE_PPP_PPPD, tcpdump.org. */
const PPPD_DIRECTION = { inbound: 0, outbound: 1 } as const;

const PPP_NUMBERS = 'PPP protocol';

const carriesOnPpp = (protocol: number, type: Place): PacketTest =>
  equals(load(2, type), PPP_PROTOCOLS.get(protocol) ?? protocol);

const ppp = (name: string, type: number, parts: Partial<LinkLayer> = {}): LinkLayer =>
  defineLayer({
    name,
    type,
    payload: type + 2,
    protocolNumbers: PPP_NUMBERS,
    carries: (protocol, { linkType }) => carriesOnPpp(protocol, linkType),
    ...parts,
  });

/** PPP as PPPoE carries it: from its protocol field on. RFC 2516, 4. */
export const PPP_IN_PPPOE: LinkLayer = ppp('PPP', 0, { mpls: startsWithLabel });

/**
 * The Point-to-Point Protocol: behind an address and a control byte (RFC 1662), with a direction in
 * place of the address, behind a PPPoE header (RFC 2516), and as BSD/OS keeps it.
 */
export const PPP: readonly LinkLayer[] = [
  ppp('PPP', 2, { mpls: startsWithLabel }),
  ppp('PPP_SERIAL', 2),
  ppp('PPP_PPPD', 2, {
    crossed: (direction, { header }) => equals(byteAt(header), PPPD_DIRECTION[direction]),
  }),
  ppp('PPP_ETHER', 6),
  defineLayer({
    name: 'PPP_BSDOS',
    type: 5,
    payload: 24,
    protocolNumbers: PPP_NUMBERS,
    carries: (protocol, { linkType }) =>
      protocol === ETHERTYPE.ip
        ? any(
            carriesOnPpp(protocol, linkType),
            equals(load(2, linkType), VAN_JACOBSON.compressed),
            equals(load(2, linkType), VAN_JACOBSON.uncompressed),
          )
        : carriesOnPpp(protocol, linkType),
  }),
];

function startsWithLabel({ linkType }: FrameOffsets): PacketTest {
  return carriesOnPpp(CARRIER_ETHERTYPE.mpls, linkType);
}
