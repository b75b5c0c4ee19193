import { ALWAYS } from '../../control-flow/condition.ts';
import { behind } from '../meaning/packet-test.ts';
import { defineLayer } from './define-layer.ts';
import { carriesAboveLlc, LLC_HEADER_LENGTH, SNAP_HEADER_LENGTH } from './ieee-802-2.ts';
import type { LinkLayer, LlcHeader } from './link-layer.ts';

const LLC: LlcHeader = { start: ({ linkType }) => linkType, isPresent: () => ALWAYS };

/** A header of `length` bytes, then an IEEE 802.2 header. */
function aboveLlc(name: string, length: number, parts: Partial<LinkLayer>): LinkLayer {
  return defineLayer({
    name,
    type: length,
    payload: length + SNAP_HEADER_LENGTH,
    sapsOnly: true,
    carries: (protocol, { linkType }) => carriesAboveLlc(protocol, linkType),
    isoPacket: ({ linkType }) => behind(linkType, LLC_HEADER_LENGTH),
    ...parts,
  });
}

/**
 * The link types whose frames all have an IEEE 802.2 header. Sources: ANSI X3.139 (FDDI), IEEE 802.5
 * (token ring), RFC 2625 (IP over Fibre Channel), RFC 2684 and RFC 2225 (ATM).
 */
export const ABOVE_LLC: readonly LinkLayer[] = [
  aboveLlc('FDDI', 13, { addresses: { kind: 'mac', destination: 1, source: 7 }, llc: LLC }),
  aboveLlc('IEEE802', 14, { addresses: { kind: 'mac', destination: 2, source: 8 }, llc: LLC }),
  aboveLlc('IP_OVER_FC', 16, { addresses: { kind: 'mac', destination: 2, source: 10 } }),
  aboveLlc('ATM_RFC1483', 0, { llc: LLC }),
  aboveLlc('ATM_CLIP', 0, {}),
];
