import { all, not } from '../../../control-flow/condition.ts';
import { behind, byteAt, compare, equals, type PacketTest, type Place } from '../packet-test.ts';

/**
 * The two bytes of the frame control field, which an 802.11 header starts with.
 *
 *     first byte   | subtype 7..4 | type 3..2 | version 1..0 |
 *     second byte  | …            | from the distribution system 1 | to it 0 |
 *
 * Source: IEEE 802.11, 9.2.4.1.
 */
const TYPE_BITS = 0x0c;
const SUBTYPE_BITS = 0xf0;
const DIRECTION_BITS = 0x03;

/** The types of frames, in the place that they have in the first byte. */
export const FRAME_TYPE = { management: 0x00, control: 0x04, data: 0x08 } as const;

/** Single bits of the first byte. The type bits are set in types with a number that is no frame's. */
export const TYPE_BIT = { control: 0x04, data: 0x08 } as const;

/** The bit of the subtype that data frames of the quality-of-service kind have. */
export const QOS_BIT = 0x80;

/** Whether the frame goes to the distribution system, or comes from there. */
export const DISTRIBUTION_BIT = { to: 0x01, from: 0x02 } as const;

/** Tests whether the frame whose header is at a place is of a type, in place in the byte. */
export function isOfType(header: Place, type: number): PacketTest {
  return equals(byteAt(header, TYPE_BITS), type);
}

/** Tests the subtype, in place in the byte, whatever the type. */
export function isOfSubtype(header: Place, subtype: number): PacketTest {
  return equals(byteAt(header, SUBTYPE_BITS), subtype);
}

/** Tests type and subtype, both in place in the byte. */
export function isOfTypeAndSubtype(header: Place, type: number, subtype: number): PacketTest {
  return equals(byteAt(header, TYPE_BITS | SUBTYPE_BITS), type | subtype);
}

/** Tests one bit of the first byte. */
export function hasTypeBit(header: Place, bit: number): PacketTest {
  return compare('any-bit', byteAt(header), bit);
}

/** Tests whether the frame goes to the distribution system, or comes from there. */
export function crosses(header: Place, bit: number): PacketTest {
  return compare('any-bit', byteAt(behind(header, 1)), bit);
}

/** Tests both bits of the direction. */
export function isInDirection(header: Place, direction: number): PacketTest {
  return equals(byteAt(behind(header, 1), DIRECTION_BITS), direction);
}

/** Tests for a data frame, which alone has an IEEE 802.2 header. */
export function isDataFrame(header: Place): PacketTest {
  return all(hasTypeBit(header, TYPE_BIT.data), not(hasTypeBit(header, TYPE_BIT.control)));
}
