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
  return { base: emitBase(builder, base), offset: offset >>> 0 };
}

function emitBase(builder: FilterBuilder, base: Place['base']): ValueId | null {
  switch (base?.kind) {
    case 'ipv4-header-length':
      return emitHeaderLength(builder, base);
    case 'entry-offset':
      return builder.lateValue(base);
    case 'offset-variable':
      return builder.read(base);
    case undefined:
      return null;
  }
}

/** The length of a header in bytes, and what the place of the header is relative to. */
function emitHeaderLength(builder: FilterBuilder, { header }: HeaderLength): ValueId {
  const at = emitPlace(builder, header);
  const first = builder.load(1, at);
  const words = builder.binary('and', first, builder.constant(HEADER_LENGTH_BITS));
  const length = builder.binary('shl', words, builder.constant(LOG2_WORD));
  return at.base === null ? length : builder.binary('add', length, at.base);
}
