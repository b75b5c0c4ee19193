import { all } from '../../control-flow/condition.ts';
import {
  behind,
  byteAt,
  equals,
  load,
  type PacketTest,
  type Place,
} from '../meaning/packet-test.ts';
import { ETHERTYPE, LLC_SAP, MAX_ETHERNET_LENGTH } from '../meaning/protocol-numbers.ts';

/** The organization codes of SNAP headers: plain EtherTypes, and those of Apple's own protocol. */
export const SNAP_OUI = { ethernet: 0x000000, apple: 0x080007 } as const;

/** DSAP, SSAP and control byte of the IEEE 802.2 header before a SNAP header. */
const SNAP_LLC = 0xaaaa03;

/** The first bytes of an IPX header without an IEEE 802.2 header: its unused checksum. */
export const IPX_CHECKSUM = 0xffff;

/** The length of an IEEE 802.2 header with a control byte: DSAP, SSAP, control. */
export const LLC_HEADER_LENGTH = 3;

/** The length of an IEEE 802.2 header with a SNAP header behind it, in bytes. */
export const SNAP_HEADER_LENGTH = 8;

/** At `llc` an IEEE 802.2 header and a SNAP header start, of this code and protocol. */
export function isSnap(llc: Place, oui: number, protocol: number): PacketTest {
  return all(
    equals(load(4, behind(llc, 4)), (((oui & 0xffff) << 16) | protocol) >>> 0),
    equals(load(4, llc), ((SNAP_LLC << 8) | (oui >>> 16)) >>> 0),
  );
}

/**
 * Tests for a protocol above the IEEE 802.2 header at `llc`, where frames always have one. An
 * EtherType is compared whatever the organization code of the SNAP header, as in libpcap.
 */
export function carriesAboveLlc(protocol: number, llc: Place): PacketTest {
  switch (protocol) {
    case LLC_SAP.iso:
    case LLC_SAP.ip:
    case LLC_SAP.netbeui:
      return equals(load(2, llc), (protocol << 8) | protocol);
    case ETHERTYPE.atalk:
      return isSnap(llc, SNAP_OUI.apple, protocol);
    default:
      return protocol <= MAX_ETHERNET_LENGTH
        ? equals(byteAt(llc), protocol)
        : equals(load(2, behind(llc, 6)), protocol);
  }
}
