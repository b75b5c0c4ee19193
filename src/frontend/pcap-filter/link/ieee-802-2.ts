import {
  all,
  behind,
  equals,
  type FrameOffsets,
  load,
  type PacketTest,
} from '../meaning/packet-test.ts';

/** The organization codes of SNAP headers: plain EtherTypes, and those of Apple's own protocol. */
export const SNAP_OUI = { ethernet: 0x000000, apple: 0x080007 } as const;

/** DSAP, SSAP and control byte of the IEEE 802.2 header before a SNAP header. */
const SNAP_LLC = 0xaaaa03;

/** The first bytes of an IPX header without an IEEE 802.2 header: its unused checksum. */
export const IPX_CHECKSUM = 0xffff;

/** The payload starts with an IEEE 802.2 header and a SNAP header of this code and protocol. */
export function isSnap(at: FrameOffsets, oui: number, protocol: number): PacketTest {
  return all(
    equals(load(4, behind(at.payload, 4)), (((oui & 0xffff) << 16) | protocol) >>> 0),
    equals(load(4, at.payload), ((SNAP_LLC << 8) | (oui >>> 16)) >>> 0),
  );
}
