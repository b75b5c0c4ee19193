import type { ValueId } from '../../../ir/ids.ts';
import type { Address } from '../../../ir/ir.ts';
import type { HeaderLength, Place } from '../meaning/packet-test.ts';
import type { FilterBuilder } from './filter-builder.ts';

/** The bits of the first byte of an IPv4 header that say how long the header is. RFC 791, 3.1. */
const HEADER_LENGTH_BITS = 0x0f;

/** The header length counts words of four bytes: a shift by 2. */
const LOG2_WORD = 2;

/** Works out the address of `place`. */
export function emitPlace(builder: FilterBuilder, { base, offset }: Place): Address {
  return { base: base === null ? null : emitHeaderLength(builder, base), offset };
}

/** The value of a header's length, in bytes. */
function emitHeaderLength(builder: FilterBuilder, { header }: HeaderLength): ValueId {
  const first = builder.load(1, emitPlace(builder, header));
  const words = builder.binary('and', first, builder.constant(HEADER_LENGTH_BITS));
  return builder.binary('shl', words, builder.constant(LOG2_WORD));
}
