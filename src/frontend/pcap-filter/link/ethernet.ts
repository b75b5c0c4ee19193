import {
  all,
  any,
  behind,
  byteAt,
  compare,
  equals,
  type FrameOffsets,
  load,
  not,
  type PacketTest,
  type Place,
} from '../meaning/packet-test.ts';
import { ETHERTYPE, LLC_SAP, MAX_ETHERNET_LENGTH } from '../meaning/protocol-numbers.ts';
import { IPX_CHECKSUM, isSnap, SNAP_OUI } from './ieee-802-2.ts';
import type { LinkLayer } from './link-layer.ts';

/**
 * Ethernet: destination and source address, then a length (up to 1500, with an IEEE 802.2 header
 * after it) or an EtherType. Source: IEEE 802.3, 3.2.6; RFC 1042.
 */
export const ETHERNET: LinkLayer = {
  name: 'EN10MB',
  addresses: { destination: 0, source: 6 },
  packetClass: () => null,
  interfaceIndex: () => null,

  offsets(start: Place): FrameOffsets {
    return { header: start, linkType: behind(start, 12), payload: behind(start, 14) };
  },

  carries(protocol, at) {
    switch (protocol) {
      case LLC_SAP.iso:
      case LLC_SAP.ip:
      case LLC_SAP.netbeui:
        return all(hasLength(at), equals(load(2, at.payload), (protocol << 8) | protocol));
      case LLC_SAP.ipx:
        return carriesIpx(at);
      case ETHERTYPE.atalk:
        return any(
          hasEtherType(at, protocol),
          all(hasLength(at), isSnap(at, SNAP_OUI.apple, protocol)),
        );
      case ETHERTYPE.aarp:
        return any(
          hasEtherType(at, protocol),
          all(hasLength(at), isSnap(at, SNAP_OUI.ethernet, protocol)),
        );
      default:
        return protocol <= MAX_ETHERNET_LENGTH
          ? all(hasLength(at), equals(byteAt(at.payload), protocol))
          : hasEtherType(at, protocol);
    }
  },
};

/** IPX comes in four encapsulations. */
function carriesIpx(at: FrameOffsets): PacketTest {
  return any(
    hasEtherType(at, ETHERTYPE.ipx),
    all(
      hasLength(at),
      any(
        isSnap(at, SNAP_OUI.ethernet, ETHERTYPE.ipx),
        equals(byteAt(at.payload), LLC_SAP.ipx),
        equals(load(2, at.payload), IPX_CHECKSUM),
      ),
    ),
  );
}

function hasEtherType(at: FrameOffsets, etherType: number): PacketTest {
  return equals(load(2, at.linkType), etherType);
}

/** The field after the addresses is a length, so an IEEE 802.2 header follows. */
function hasLength(at: FrameOffsets): PacketTest {
  return not(compare('ugt', load(2, at.linkType), MAX_ETHERNET_LENGTH));
}
