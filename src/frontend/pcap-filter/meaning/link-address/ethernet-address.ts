import type { SourceSpan } from '../../../../support/source-span.ts';
import { all } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { MacAddress } from '../../names/address.ts';
import type { Qualifiers } from '../../syntax/ast.ts';
import type { MeaningContext } from '../context.ts';
import { testEnds } from '../direction.ts';
import {
  behind,
  byteAt,
  compare,
  equals,
  load,
  type PacketTest,
  type Place,
} from '../packet-test.ts';
import { matchWlanAddress, matchWlanDestination } from '../wlan/wlan-address.ts';

/** The bit of the first byte that all group addresses have, broadcast included. IEEE 802, 8.2. */
const GROUP_BIT = 0x01;

const BROADCAST: MacAddress = { high: 0xffff, low: 0xffff_ffff };

/** Tests the addresses of the link-layer header. */
export function matchMac(
  context: MeaningContext,
  qualifiers: Qualifiers,
  address: MacAddress,
  span: SourceSpan,
): PacketTest {
  const { layer, offsets, addressed } = context.frame;
  const test = (place: Place): PacketTest => matchMacAt(place, address);
  switch (layer.addresses?.kind) {
    case 'mac':
      return all(
        addressed,
        testEnds(qualifiers, {
          source: test(behind(offsets.header, layer.addresses.source)),
          destination: test(behind(offsets.header, layer.addresses.destination)),
        }),
      );
    case 'wlan':
      return matchWlanAddress(offsets.header, qualifiers, test);
    default:
      throw withoutAddresses(context, span);
  }
}

/** Tests whether the link-layer destination is the broadcast address. */
export function isLinkBroadcast(context: MeaningContext, span: SourceSpan): PacketTest {
  const { addresses } = context.frame.layer;
  return addresses?.kind === 'byte'
    ? testDestination(context, (place) => equals(byteAt(place), addresses.broadcast), span)
    : testDestination(context, (place) => matchMacAt(place, BROADCAST), span);
}

/** Tests whether the link-layer destination is a group address. */
export function isLinkMulticast(context: MeaningContext, span: SourceSpan): PacketTest {
  const { addresses } = context.frame.layer;
  if (addresses?.kind !== 'byte') {
    return testDestination(context, (place) => compare('any-bit', byteAt(place), GROUP_BIT), span);
  }
  if (!addresses.multicast) {
    throw withoutAddresses(context, span);
  }
  return isLinkBroadcast(context, span);
}

function testDestination(
  context: MeaningContext,
  test: (place: Place) => PacketTest,
  span: SourceSpan,
): PacketTest {
  const { layer, offsets, addressed } = context.frame;
  switch (layer.addresses?.kind) {
    case 'mac':
    case 'byte':
      return all(addressed, test(behind(offsets.header, layer.addresses.destination)));
    case 'wlan':
      return matchWlanDestination(offsets.header, test);
    default:
      throw withoutAddresses(context, span);
  }
}

/** Tests the last four bytes first: they tell addresses apart better than the maker's prefix. */
function matchMacAt(place: Place, { high, low }: MacAddress): PacketTest {
  return all(equals(load(4, behind(place, 2)), low), equals(load(2, place), high));
}

function withoutAddresses({ frame: { layer } }: MeaningContext, span: SourceSpan): FilterTypeError {
  return new FilterTypeError(
    'FILTER_LINK_TYPE',
    `the link-layer header of ${layer.name} has no such addresses`,
    { span },
  );
}
