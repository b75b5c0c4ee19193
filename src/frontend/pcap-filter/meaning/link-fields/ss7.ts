import { all, any, not } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { Ss7Offsets } from '../../link/link-layer.ts';
import type { Primitive } from '../../syntax/ast.ts';
import type { Ss7Field, Ss7Test } from '../../syntax/keywords.ts';
import type { MeaningContext } from '../context.ts';
import {
  compare,
  equals,
  fromStart,
  load,
  type PacketTest,
  type Place,
  type Word,
} from '../packet-test.ts';
import { anyAlternative, type NumberTest, relates } from './field-test.ts';

type Span = Primitive['span'];
type FieldPrimitive = Extract<Primitive, { readonly kind: 'field' }>;

/** The bits of the length indicator in its byte, and with the extended header in its two bytes. */
const LENGTH_BITS = 0x3f;
const EXTENDED_LENGTH = { bits: 0xff80, shift: 7 } as const;

/** The largest length indicator of a link status signal unit. ITU-T Q.703, 2.3.3. */
const MAX_STATUS_LENGTH = 2;

/** How many bytes the extended header has more than the other. ITU-T Q.703, annex A. */
const EXTENSION = 3;

/** A group of bits of a word, and their place in the number that they are a part of. */
interface Bits {
  readonly mask: number;
  /** How far left the group is in the word. */
  readonly wordShift: number;
  /** How far left it is in the number. */
  readonly numberShift: number;
}

/** A number in bits that are not in order in the packet: its groups, the highest first. */
interface Scattered {
  readonly width: 2 | 4;
  readonly groups: readonly Bits[];
}

/**
 * The routing label: 14 bits of destination, 14 of origin, 4 of link selection, the lowest bits in
 * the first byte. ITU-T Q.704, 2.2.
 */
const DESTINATION: Scattered = {
  width: 2,
  groups: [
    { mask: 0x003f, wordShift: 0, numberShift: 8 },
    { mask: 0xff00, wordShift: 8, numberShift: 0 },
  ],
};
const ORIGIN: Scattered = {
  width: 4,
  groups: [
    { mask: 0x0000_000f, wordShift: 0, numberShift: 10 },
    { mask: 0x0000_ff00, wordShift: 8, numberShift: 2 },
    { mask: 0x00c0_0000, wordShift: 22, numberShift: 0 },
  ],
};
const LINK_SELECTION = { byte: 3, mask: 0xf0, shift: 4 } as const;

const MAX_POINT_CODE = 0x3fff;
const MAX_LINK_SELECTION = 0xf;
const MAX_SERVICE = 0xff;

/** `fisu`, `lssu`, `msu`, and `h…` with the extended header: what a signal unit is. */
export function signalUnitMeaning(
  context: MeaningContext,
  traffic: Ss7Test,
  span: Span,
): PacketTest {
  const { lengthIndicator, extendedLengthIndicator } = ss7Offsets(context, traffic, span);
  const length = load(1, fromStart(lengthIndicator), LENGTH_BITS);
  const extended = load(2, fromStart(extendedLengthIndicator), EXTENDED_LENGTH.bits);
  const status = MAX_STATUS_LENGTH;
  const extendedStatus = MAX_STATUS_LENGTH << EXTENDED_LENGTH.shift;
  switch (traffic) {
    case 'fisu':
      return equals(length, 0);
    case 'lssu':
      return all(compare('ugt', length, 0), not(compare('ugt', length, status)));
    case 'msu':
      return compare('ugt', length, status);
    case 'hfisu':
      return equals(extended, 0);
    case 'hlssu':
      return all(compare('ugt', extended, 0), not(compare('ugt', extended, extendedStatus)));
    case 'hmsu':
      return compare('ugt', extended, extendedStatus);
  }
}

/** `sio`, `opc`, `dpc`, `sls`, and `h…` with the extended header: fields of a message. */
export function signalFieldMeaning(
  context: MeaningContext,
  field: Ss7Field,
  { alternatives, span }: FieldPrimitive,
): PacketTest {
  const offsets = ss7Offsets(context, field, span);
  const extension = field.startsWith('h') ? EXTENSION : 0;
  const label = offsets.label + extension;
  const among = (most: number, test: NumberTest): PacketTest =>
    anyAlternative(alternatives, { name: field, most, span }, test);
  switch (field) {
    case 'sio':
    case 'hsio': {
      const service = load(1, fromStart(offsets.service + extension));
      return among(MAX_SERVICE, (operator, value) => relates(service, operator, value));
    }
    case 'dpc':
    case 'hdpc':
      return among(MAX_POINT_CODE, scattered(DESTINATION, fromStart(label)));
    case 'opc':
    case 'hopc':
      return among(MAX_POINT_CODE, scattered(ORIGIN, fromStart(label)));
    case 'sls':
    case 'hsls': {
      const selection = load(1, fromStart(label + LINK_SELECTION.byte), LINK_SELECTION.mask);
      return among(MAX_LINK_SELECTION, (operator, value) =>
        relates(selection, operator, value << LINK_SELECTION.shift),
      );
    }
  }
}

/** Tests the number that is scattered in the word at `place`. */
function scattered({ width, groups }: Scattered, place: Place): NumberTest {
  return (operator, value) => {
    const parts = groups.map(({ mask, wordShift, numberShift }) => {
      const bits = mask >>> wordShift;
      const part = ((value >>> numberShift) & bits) << wordShift;
      return { word: load(width, place, mask), part };
    });
    const whole = load(
      width,
      place,
      groups.reduce((mask, group) => mask | group.mask, 0),
    );
    const same = equals(
      whole,
      parts.reduce((sum, { part }) => sum | part, 0),
    );
    switch (operator) {
      case '=':
        return same;
      case '!=':
        return not(same);
      case '>':
        return isGreater(parts);
      case '>=':
        return any(same, isGreater(parts));
      case '<=':
        return not(isGreater(parts));
      case '<':
        return not(any(same, isGreater(parts)));
    }
  };
}

/** The first group that differs is greater. */
function isGreater(parts: readonly { readonly word: Word; readonly part: number }[]): PacketTest {
  return any(
    ...parts.map(({ word, part }, index) =>
      all(
        ...parts.slice(0, index).map((higher) => equals(higher.word, higher.part)),
        compare('ugt', word, part),
      ),
    ),
  );
}

function ss7Offsets({ frame: { layer } }: MeaningContext, name: string, span: Span): Ss7Offsets {
  if (layer.ss7 === undefined) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `'${name}' is for SS7 signal units only, and packets of type ${layer.name} are none`,
      { span },
    );
  }
  return layer.ss7;
}
