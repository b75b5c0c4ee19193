import { all, any } from '../../control-flow/condition.ts';
import { isOfClass } from '../meaning/link-fields/kernel-words.ts';
import {
  behind,
  byteAt,
  equals,
  type FrameOffsets,
  load,
  type PacketTest,
} from '../meaning/packet-test.ts';
import { ETHERTYPE, LLC_SAP, MAX_ETHERNET_LENGTH } from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import { isSnap, SNAP_OUI } from './ieee-802-2.ts';
import type { LinkLayer } from './link-layer.ts';

/**
 * The values of the protocol field that are no EtherType: IPX without an IEEE 802.2 header, and
 * anything with one. Source: Linux, include/uapi/linux/if_ether.h.
 */
const LINUX_PROTOCOL = { rawIpx: 0x0001, llc: 0x0004 } as const;

/**
 * What Linux puts before packets of any interface. Source: LINKTYPE_LINUX_SLL,
 * https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html.
 */
export const LINUX_SLL: LinkLayer = defineLayer({
  name: 'LINUX_SLL',
  type: 14,
  payload: 16,
  carries: carriesCooked,
  sapsOnly: true,
  crossed: (direction, { header }) => isOfClass(load(2, header), direction),
});

/**
 * As {@link LINUX_SLL}, with the interface. Every protocol is taken for an EtherType, as in libpcap,
 * so IEEE 802.2 headers are not looked into. Source: LINKTYPE_LINUX_SLL2, in the same place.
 */
export const LINUX_SLL2: LinkLayer = defineLayer({
  name: 'LINUX_SLL2',
  payload: 20,
  carries: (protocol, at) => isType(at, protocol),
  crossed: (direction, { header }) => isOfClass(byteAt(behind(header, 10)), direction),
  interfaceIndex: ({ header }) => load(4, behind(header, 4)),
});

function carriesCooked(protocol: number, at: FrameOffsets): PacketTest {
  switch (protocol) {
    case LLC_SAP.iso:
    case LLC_SAP.ip:
    case LLC_SAP.netbeui:
      return all(hasLlc(at), equals(load(2, at.payload), (protocol << 8) | protocol));
    case LLC_SAP.ipx:
      return any(
        isType(at, ETHERTYPE.ipx),
        isType(at, LINUX_PROTOCOL.rawIpx),
        all(
          hasLlc(at),
          any(
            equals(byteAt(at.payload), LLC_SAP.ipx),
            isSnap(at.payload, SNAP_OUI.ethernet, ETHERTYPE.ipx),
          ),
        ),
      );
    case ETHERTYPE.atalk:
      return any(
        isType(at, protocol),
        all(hasLlc(at), isSnap(at.payload, SNAP_OUI.apple, protocol)),
      );
    case ETHERTYPE.aarp:
      return any(
        isType(at, protocol),
        all(hasLlc(at), isSnap(at.payload, SNAP_OUI.ethernet, protocol)),
      );
    default:
      return protocol <= MAX_ETHERNET_LENGTH
        ? all(hasLlc(at), equals(byteAt(at.payload), protocol))
        : isType(at, protocol);
  }
}

const isType = (at: FrameOffsets, type: number): PacketTest => equals(load(2, at.linkType), type);

const hasLlc = (at: FrameOffsets): PacketTest => isType(at, LINUX_PROTOCOL.llc);
