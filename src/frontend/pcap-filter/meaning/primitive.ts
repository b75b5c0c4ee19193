import { invariant } from '../../../support/invariant.ts';
import { ALWAYS, not } from '../../control-flow/condition.ts';
import type { Primitive } from '../syntax/ast.ts';
import { type MeaningContext, tooLarge } from './context.ts';
import { hasDirection, hasInterface } from './link-fields/kernel-words.ts';
import { llcMeaning } from './link-fields/llc.ts';
import { packetFilterMeaning } from './link-fields/packet-filter-log.ts';
import { fieldMeaning, trafficMeaning } from './link-fields/traffic.ts';
import { matchMeaning } from './match.ts';
import { isBroadcast, isMulticast } from './network/cast.ts';
import { isProtocol } from './network/protocol.ts';
import {
  behind,
  byteAt,
  compare,
  equals,
  input,
  type PacketTest,
  type Word,
} from './packet-test.ts';
import { relationMeaning } from './relation/relation.ts';
import { wlanDirectionMeaning, wlanTypeMeaning } from './wlan/wlan-frame.ts';

const WIRE_LENGTH: Word = input('wirelen');

/**
 * What a primitive tests, on the frame that it is about.
 *
 * @throws {@link FilterTypeError} where it has no meaning.
 */
export function primitiveMeaning(context: MeaningContext, primitive: Primitive): PacketTest {
  switch (primitive.kind) {
    case 'everything':
      return ALWAYS;
    case 'protocol':
      return isProtocol(context, primitive.protocol, primitive.span);
    case 'match':
      return matchMeaning(context, primitive);
    case 'relation':
      return relationMeaning(context, primitive);
    case 'broadcast':
      return isBroadcast(context, primitive);
    case 'multicast':
      return isMulticast(context, primitive);
    case 'less':
      return not(compare('ugt', WIRE_LENGTH, primitive.bytes));
    case 'greater':
      return compare('uge', WIRE_LENGTH, primitive.bytes);
    case 'byte':
      return byteMeaning(context, primitive);
    case 'inbound':
    case 'outbound':
      return hasDirection(context, primitive.kind, primitive.span);
    case 'ifindex':
      return hasInterface(context, primitive.index, primitive.span);
    case 'llc':
      return llcMeaning(context, primitive);
    case 'pf':
      return packetFilterMeaning(context, primitive);
    case 'wlan-type':
      return wlanTypeMeaning(context, primitive);
    case 'wlan-direction':
      return wlanDirectionMeaning(context, primitive);
    case 'traffic':
      return trafficMeaning(context, primitive);
    case 'field':
      return fieldMeaning(context, primitive);
    default:
      invariant(false, `${primitive.kind} is an encapsulation, which a text position enters`);
  }
}

/** `byte offset operator value`: an old spelling of a test on a byte of the link-layer header. */
function byteMeaning(
  { frame: { offsets } }: MeaningContext,
  { offset, operator, value, span }: Extract<Primitive, { readonly kind: 'byte' }>,
): PacketTest {
  if (value > 0xff) {
    throw tooLarge('byte argument', value, 0xff, span);
  }
  const byte = byteAt(behind(offsets.header, offset));
  switch (operator) {
    case '=':
      return equals(byte, value);
    case '<':
      return not(compare('uge', byte, value));
    case '>':
      return compare('ugt', byte, value);
    case '&':
      return compare('any-bit', byte, value);
    case '|':
      return value === 0 ? not(equals(byte, 0)) : compare('uge', byte, 0);
  }
}
