import { FilterTypeError } from '../../errors.ts';
import type { Primitive } from '../../syntax/ast.ts';
import type { MeaningContext } from '../context.ts';
import type { PacketTest, Place } from '../packet-test.ts';
import { FRAME_TYPE, isInDirection, isOfType, isOfTypeAndSubtype } from './frame-control.ts';

type TypePrimitive = Extract<Primitive, { readonly kind: 'wlan-type' }>;
type DirectionPrimitive = Extract<Primitive, { readonly kind: 'wlan-direction' }>;

/** What numbers can be written, each of them in place in the first byte. */
const TYPE_NUMBERS = 0x0c;
const SUBTYPE_NUMBERS = 0xf0;
const MAX_DIRECTION = 3;

const TYPES: ReadonlyMap<string, number> = new Map<string, number>([
  ['mgt', FRAME_TYPE.management],
  ['management', FRAME_TYPE.management],
  ['ctl', FRAME_TYPE.control],
  ['control', FRAME_TYPE.control],
  ['data', FRAME_TYPE.data],
]);

/** The subtypes of each type. Names are of one type each. IEEE 802.11, table 9-1. */
const SUBTYPES: ReadonlyMap<number, ReadonlyMap<string, number>> = new Map([
  [
    FRAME_TYPE.management,
    new Map([
      ['assoc-req', 0x00],
      ['assocreq', 0x00],
      ['assoc-resp', 0x10],
      ['assocresp', 0x10],
      ['reassoc-req', 0x20],
      ['reassocreq', 0x20],
      ['reassoc-resp', 0x30],
      ['reassocresp', 0x30],
      ['probe-req', 0x40],
      ['probereq', 0x40],
      ['probe-resp', 0x50],
      ['proberesp', 0x50],
      ['beacon', 0x80],
      ['atim', 0x90],
      ['disassoc', 0xa0],
      ['disassociation', 0xa0],
      ['auth', 0xb0],
      ['authentication', 0xb0],
      ['deauth', 0xc0],
      ['deauthentication', 0xc0],
    ]),
  ],
  [
    FRAME_TYPE.control,
    new Map([
      ['bar', 0x80],
      ['ba', 0x90],
      ['ps-poll', 0xa0],
      ['rts', 0xb0],
      ['cts', 0xc0],
      ['ack', 0xd0],
      ['cf-end', 0xe0],
      ['cf-end-ack', 0xf0],
    ]),
  ],
  [
    FRAME_TYPE.data,
    new Map([
      ['data', 0x00],
      ['data-cf-ack', 0x10],
      ['data-cf-poll', 0x20],
      ['data-cf-ack-poll', 0x30],
      ['null', 0x40],
      ['cf-ack', 0x50],
      ['cf-poll', 0x60],
      ['cf-ack-poll', 0x70],
      ['qos-data', 0x80],
      ['qos-data-cf-ack', 0x90],
      ['qos-data-cf-poll', 0xa0],
      ['qos-data-cf-ack-poll', 0xb0],
      ['qos', 0xc0],
      ['qos-cf-poll', 0xe0],
      ['qos-cf-ack-poll', 0xf0],
    ]),
  ],
]);

/** The two bits that say whether the frame goes to the distribution system or comes from it. */
const DIRECTIONS: ReadonlyMap<string, number> = new Map([
  ['nods', 0],
  ['tods', 1],
  ['fromds', 2],
  ['dstods', 3],
]);

/** `type`, `type … subtype …` and `subtype`: what an 802.11 frame is. */
export function wlanTypeMeaning(context: MeaningContext, primitive: TypePrimitive): PacketTest {
  const header = wlanHeader(context, "'type' and 'subtype' are", primitive.span);
  const { type, subtype, span } = primitive;
  if (type === null) {
    return subtypeAlone(header, primitive);
  }
  const typeNumber = numberOf(type, TYPES);
  if (typeNumber === undefined) {
    throw unknown('type', type, span);
  }
  if ((typeNumber & ~TYPE_NUMBERS) !== 0) {
    throw outOfRange('type', typeNumber, '0, 4, 8 or 12', span);
  }
  if (subtype === null) {
    return isOfType(header, typeNumber);
  }
  const subtypeNumber = numberOf(subtype, SUBTYPES.get(typeNumber) ?? new Map());
  if (subtypeNumber === undefined) {
    throw unknown('subtype', subtype, span);
  }
  if ((subtypeNumber & ~SUBTYPE_NUMBERS) !== 0) {
    throw outOfRange('subtype', subtypeNumber, 'a multiple of 16, at most 0xf0', span);
  }
  return isOfTypeAndSubtype(header, typeNumber, subtypeNumber);
}

/** `dir`: where an 802.11 frame goes. */
export function wlanDirectionMeaning(
  context: MeaningContext,
  { direction, span }: DirectionPrimitive,
): PacketTest {
  const header = wlanHeader(context, "'dir' is", span);
  const number = numberOf(direction, DIRECTIONS);
  if (number === undefined) {
    throw unknown('direction', direction, span);
  }
  if (number > MAX_DIRECTION) {
    throw outOfRange('direction', number, 'at most 3', span);
  }
  return isInDirection(header, number);
}

/** A subtype by its name, which tells the type too. */
function subtypeAlone(header: Place, { subtype, span }: TypePrimitive): PacketTest {
  for (const [type, names] of SUBTYPES) {
    const number = numberOf(subtype ?? '', names);
    if (number !== undefined) {
      return isOfTypeAndSubtype(header, type, number);
    }
  }
  throw unknown('subtype', subtype ?? '', span);
}

function numberOf(value: string | number, names: ReadonlyMap<string, number>): number | undefined {
  return typeof value === 'number' ? value : names.get(value.toLowerCase());
}

function wlanHeader(
  { frame: { layer, offsets } }: MeaningContext,
  what: string,
  span: TypePrimitive['span'],
): Place {
  if (layer.addresses?.kind !== 'wlan') {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `${what} for 802.11 frames only, and packets of type ${layer.name} are none`,
      { span },
    );
  }
  return offsets.header;
}

function unknown(
  what: string,
  value: string | number,
  span: TypePrimitive['span'],
): FilterTypeError {
  return new FilterTypeError('FILTER_NAME', `unknown 802.11 ${what} '${value}'`, { span });
}

function outOfRange(
  what: string,
  value: number,
  wanted: string,
  span: TypePrimitive['span'],
): FilterTypeError {
  const message = `802.11 ${what} ${value} is not ${wanted}`;
  return new FilterTypeError('FILTER_RANGE', message, { span });
}
