import { all } from '../../control-flow/condition.ts';
import { behind, byteAt, compare, equals, type PacketTest, type Place } from './packet-test.ts';
import { ETHERTYPE } from './protocol-numbers.ts';

/** The length of an entry of the label stack, in bytes. RFC 3032, 2.1. */
export const LABEL_LENGTH = 4;

/** The bit of the third byte of an entry that says that it is the last one. */
const BOTTOM_OF_STACK = { byte: 2, bit: 0x01 } as const;

/** The half of the first byte of an IP header that holds its version. */
const VERSION_BITS = 0xf0;

/** The versions of the protocols that are told by the first byte behind the labels. */
const VERSIONS: ReadonlyMap<number, number> = new Map([
  [ETHERTYPE.ip, 4],
  [ETHERTYPE.ip6, 6],
]);

/**
 * Tests whether the labels before `payload` end there, and IP of a version follows. `null` for other
 * protocols, which no label names. RFC 3032, 2.2.
 */
export function carriesAboveMpls(protocol: number, payload: Place): PacketTest | null {
  const version = VERSIONS.get(protocol);
  return version === undefined
    ? null
    : all(isBottomOfStack(payload), equals(byteAt(payload, VERSION_BITS), version << 4));
}

/** Tests whether the entry of the label stack before `place` is the last one. */
export function isBottomOfStack(place: Place): PacketTest {
  const flags = behind(place, BOTTOM_OF_STACK.byte - LABEL_LENGTH);
  return compare('any-bit', byteAt(flags), BOTTOM_OF_STACK.bit);
}
