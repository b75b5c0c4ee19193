import { all, any, not } from '../../../control-flow/condition.ts';
import type { Qualifiers } from '../../syntax/ast.ts';
import { testEnds } from '../direction.ts';
import { behind, type PacketTest, type Place } from '../packet-test.ts';
import {
  crosses,
  DISTRIBUTION_BIT,
  FRAME_TYPE,
  hasTypeBit,
  isInDirection,
  isOfSubtype,
  isOfType,
  TYPE_BIT,
} from './frame-control.ts';

/** Where the addresses of an 802.11 header are, in bytes from its start. IEEE 802.11, 9.3.2.1. */
const ADDRESS = { first: 4, second: 10, third: 16, fourth: 24 } as const;

/** The control frames that have one address, in place in the byte: clear to send, acknowledgment. */
const ONE_ADDRESS_SUBTYPES = [0xc0, 0xd0] as const;

/** Both bits of the direction: from one distribution system to another. */
const BETWEEN_SYSTEMS = 0x03;

/** Tests the address at a place. */
type AddressTest = (place: Place) => PacketTest;

/**
 * Tests the addresses of the 802.11 header at `header` that the qualifiers name: those that a frame
 * has in that role, which depends on its type and direction.
 */
export function matchWlanAddress(
  header: Place,
  qualifiers: Qualifiers,
  test: AddressTest,
): PacketTest {
  const at = (offset: number): PacketTest => test(behind(header, offset));
  switch (qualifiers.direction) {
    case 'addr1':
      return at(ADDRESS.first);
    case 'addr2':
      return all(hasSecondAddress(header), at(ADDRESS.second));
    case 'addr3':
      return all(not(isOfType(header, FRAME_TYPE.control)), at(ADDRESS.third));
    case 'addr4':
      return all(isInDirection(header, BETWEEN_SYSTEMS), at(ADDRESS.fourth));
    case 'ra':
      return all(hasTypeBit(header, TYPE_BIT.data), at(ADDRESS.first));
    case 'ta':
      return all(hasTypeBit(header, TYPE_BIT.data), hasSecondAddress(header), at(ADDRESS.second));
    default:
      return testEnds(qualifiers, {
        source: matchSource(header, test),
        destination: matchWlanDestination(header, test),
      });
  }
}

/** Tests who receives the frame in the end. */
export function matchWlanDestination(header: Place, test: AddressTest): PacketTest {
  const first = test(behind(header, ADDRESS.first));
  const third = test(behind(header, ADDRESS.third));
  return byType(
    header,
    first,
    any(
      all(not(crosses(header, DISTRIBUTION_BIT.to)), first),
      all(crosses(header, DISTRIBUTION_BIT.to), third),
    ),
  );
}

/** Tests who sent the frame in the beginning. */
function matchSource(header: Place, test: AddressTest): PacketTest {
  const second = test(behind(header, ADDRESS.second));
  const third = test(behind(header, ADDRESS.third));
  const fourth = test(behind(header, ADDRESS.fourth));
  return byType(
    header,
    second,
    any(
      all(not(crosses(header, DISTRIBUTION_BIT.from)), second),
      all(
        crosses(header, DISTRIBUTION_BIT.from),
        any(
          all(not(crosses(header, DISTRIBUTION_BIT.to)), third),
          all(crosses(header, DISTRIBUTION_BIT.to), fourth),
        ),
      ),
    ),
  );
}

/** What management and data frames are tested for; control frames have neither end. */
function byType(header: Place, management: PacketTest, data: PacketTest): PacketTest {
  const isData = hasTypeBit(header, TYPE_BIT.data);
  return all(
    not(hasTypeBit(header, TYPE_BIT.control)),
    any(all(not(isData), management), all(isData, data)),
  );
}

function hasSecondAddress(header: Place): PacketTest {
  return any(
    not(isOfType(header, FRAME_TYPE.control)),
    all(...ONE_ADDRESS_SUBTYPES.map((subtype) => not(isOfSubtype(header, subtype)))),
  );
}
