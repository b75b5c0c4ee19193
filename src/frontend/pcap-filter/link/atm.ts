import { all } from '../../control-flow/condition.ts';
import { behind, byteAt, equals, type PacketTest, type Place } from '../meaning/packet-test.ts';
import { defineLayer } from './define-layer.ts';
import { carriesAboveLlc, LLC_HEADER_LENGTH, SNAP_HEADER_LENGTH } from './ieee-802-2.ts';
import type { LinkLayer } from './link-layer.ts';

/**
 * The header that SunATM puts first: direction and traffic type, VPI, VCI (two bytes).
 * Source: LINKTYPE_SUNATM, tcpdump.org.
 */
export const SUNATM_HEADER = { type: 0, typeBits: 0x0f, vpi: 1, vci: 2, length: 4 } as const;

/** Values of the traffic type: LAN emulation, and what starts with an IEEE 802.2 header. */
export const SUNATM_TRAFFIC = { lane: 0x01, llc: 0x02 } as const;

/** Tests the traffic type of the frame whose header is at a place. */
export function isOfTraffic(header: Place, type: number): PacketTest {
  return equals(byteAt(behind(header, SUNATM_HEADER.type), SUNATM_HEADER.typeBits), type);
}

/** ATM traffic as captured on Solaris. */
export const SUNATM: LinkLayer = defineLayer({
  name: 'SUNATM',
  atm: true,
  llc: {
    start: ({ linkType }) => linkType,
    isPresent: ({ header }) => isOfTraffic(header, SUNATM_TRAFFIC.llc),
  },
  sapsOnly: true,
  type: SUNATM_HEADER.length,
  payload: SUNATM_HEADER.length + SNAP_HEADER_LENGTH,
  carries: (protocol, { header, linkType }) =>
    all(isOfTraffic(header, SUNATM_TRAFFIC.llc), carriesAboveLlc(protocol, linkType)),
  isoPacket: ({ linkType }) => behind(linkType, LLC_HEADER_LENGTH),
});
