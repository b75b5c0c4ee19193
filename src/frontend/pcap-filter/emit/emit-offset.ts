import type { ValueId } from '../../../ir/ids.ts';
import type { DirectOffset, Place } from '../meaning/packet-test.ts';
import { emitPlace } from './emit-place.ts';
import type { FilterBuilder } from './filter-builder.ts';

/** The number of bits in a byte. */
const BYTE = 8;

/** Works out a byte count. */
export function emitOffset(builder: FilterBuilder, value: DirectOffset): ValueId {
  switch (value.kind) {
    case 'constant':
      return builder.constant(value.value);
    case 'place':
      return emitBytes(builder, value.place);
    case 'field':
      return builder.load(value.width, emitPlace(builder, value.place));
    case 'little-endian-u16': {
      const { base, offset } = emitPlace(builder, value.place);
      const high = builder.load(1, { base, offset: offset + 1 });
      const shifted = builder.binary('shl', high, builder.constant(BYTE));
      return builder.binary('or', shifted, builder.load(1, { base, offset }));
    }
    case 'scaled-byte': {
      const byte = builder.load(1, emitPlace(builder, value.place));
      const field = builder.binary('and', byte, builder.constant(value.mask));
      return builder.binary('mul', field, builder.constant(value.factor));
    }
    case 'sum': {
      const [first, second] = value.terms;
      const sum = emitOffset(builder, first);
      return builder.binary('add', sum, emitOffset(builder, second));
    }
    case 'aligned': {
      const unaligned = emitOffset(builder, value.value);
      const next = builder.binary('add', unaligned, builder.constant(3));
      return builder.binary('and', next, builder.constant(~3 >>> 0));
    }
  }
}

/** A place, as bytes from the start of the packet. */
export function emitBytes(builder: FilterBuilder, place: Place): ValueId {
  const { base, offset } = emitPlace(builder, place);
  const bytes = builder.constant(offset);
  return base === null ? bytes : builder.binary('add', base, bytes);
}
