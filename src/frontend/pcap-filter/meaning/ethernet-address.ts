import type { SourceSpan } from '../../../support/source-span.ts';
import { FilterTypeError } from '../errors.ts';
import type { MacAddress } from '../names/address.ts';
import type { Qualifiers } from '../syntax/ast.ts';
import type { MeaningContext } from './context.ts';
import { testEnds } from './direction.ts';
import {
  all,
  behind,
  byteAt,
  compare,
  equals,
  load,
  type PacketTest,
  type Place,
} from './packet-test.ts';

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
  const { source, destination } = addressPlaces(context, span);
  return all(
    context.frame.addressed,
    testEnds(qualifiers, {
      source: matchMacAt(source, address),
      destination: matchMacAt(destination, address),
    }),
  );
}

/** Tests whether the link-layer destination is the broadcast address. */
export function isLinkBroadcast(context: MeaningContext, span: SourceSpan): PacketTest {
  const { destination } = addressPlaces(context, span);
  return all(context.frame.addressed, matchMacAt(destination, BROADCAST));
}

/** Tests whether the link-layer destination is a group address. */
export function isLinkMulticast(context: MeaningContext, span: SourceSpan): PacketTest {
  const { destination } = addressPlaces(context, span);
  return all(context.frame.addressed, compare('any-bit', byteAt(destination), GROUP_BIT));
}

/** Tests the last four bytes first: they tell addresses apart better than the maker's prefix. */
function matchMacAt(place: Place, { high, low }: MacAddress): PacketTest {
  return all(equals(load(4, behind(place, 2)), low), equals(load(2, place), high));
}

function addressPlaces(
  { frame: { layer, offsets } }: MeaningContext,
  span: SourceSpan,
): { readonly source: Place; readonly destination: Place } {
  if (layer.addresses?.kind !== 'mac') {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `the link-layer header of ${layer.name} has no Ethernet addresses`,
      { span },
    );
  }
  return {
    source: behind(offsets.header, layer.addresses.source),
    destination: behind(offsets.header, layer.addresses.destination),
  };
}
