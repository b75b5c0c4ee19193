import { all, any } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { Operand, Qualifiers } from '../../syntax/ast.ts';
import { carries, type MeaningContext, notAQualifier, tooLarge } from '../context.ts';
import { testEnds } from '../direction.ts';
import { behind, byteAt, equals, load, type PacketTest, type Place } from '../packet-test.ts';
import { ETHERTYPE } from '../protocol-numbers.ts';

/** An address of DECnet Phase IV: an area and a node in it. */
const ADDRESS = { maxArea: 63, maxNode: 1023, nodeBits: 10 } as const;

/**
 * The flags behind the length of a packet: the format of the header is in the low bits. A byte of
 * padding may stand before them, which says that it is one byte long.
 *
 * Source: DECnet Phase IV, Routing Layer Functional Specification, 9.
 */
const FORMAT = { offset: 2, mask: 0x07, short: 0x02, long: 0x06, padding: 0x81 } as const;

/** Where the addresses are, in bytes from the flags. */
const FIELDS = {
  short: { destination: 1, source: 3 },
  long: { destination: 7, source: 15 },
} as const;

type End = 'source' | 'destination';

/** The meaning of `decnet host area.node`. */
export function matchDecnet(
  context: MeaningContext,
  qualifiers: Qualifiers,
  operand: Extract<Operand, { readonly kind: 'ipv4' }>,
): PacketTest {
  const { type, span } = qualifiers;
  if (type !== null && type !== 'host') {
    throw notAQualifier(type, 'a DECnet address', span);
  }
  const address = swapped(addressOf(operand));
  const { payload } = context.frame.offsets;
  return all(
    carries(context, ETHERTYPE.decnet, span),
    testEnds(qualifiers, {
      source: isAt(payload, 'source', address),
      destination: isAt(payload, 'destination', address),
    }),
  );
}

function addressOf({ text, span }: Extract<Operand, { readonly kind: 'ipv4' }>): number {
  const [area, node, ...others] = text.split('.').map(Number);
  if (area === undefined || node === undefined || others.length > 0) {
    throw new FilterTypeError('FILTER_ADDRESS', 'a DECnet address is an area and a node: 1.23', {
      span,
    });
  }
  if (area > ADDRESS.maxArea) {
    throw tooLarge('DECnet area', area, ADDRESS.maxArea, span);
  }
  if (node > ADDRESS.maxNode) {
    throw tooLarge('DECnet node', node, ADDRESS.maxNode, span);
  }
  return (area << ADDRESS.nodeBits) | node;
}

/** Tests an address in each of the four forms of the header, the short ones first. */
function isAt(payload: Place, end: End, address: number): PacketTest {
  const flags = behind(payload, FORMAT.offset);
  return any(
    ...(['short', 'long'] as const).flatMap((form) => {
      const offset = FIELDS[form][end];
      return offset === 1
        ? [isBesideFlags(flags, address), isBesidePaddedFlags(flags, address)]
        : [
            all(
              equals(byteAt(flags, FORMAT.mask), FORMAT[form]),
              equals(load(2, behind(flags, offset)), address),
            ),
            all(
              equals(load(2, flags, 0xff00 | FORMAT.mask), (FORMAT.padding << 8) | FORMAT[form]),
              equals(load(2, behind(flags, offset + 1)), address),
            ),
          ];
    }),
  );
}

/** The flags of a short header and the destination behind them, in one word. */
function isBesideFlags(flags: Place, address: number): PacketTest {
  const mask = ((FORMAT.mask << 24) | 0x00ff_ff00) >>> 0;
  return equals(load(4, flags, mask), ((FORMAT.short << 24) | (address << 8)) >>> 0);
}

/** As {@link isBesideFlags}, behind a byte of padding. */
function isBesidePaddedFlags(flags: Place, address: number): PacketTest {
  const mask = (0xff00_ffff | (FORMAT.mask << 16)) >>> 0;
  const value = ((FORMAT.padding << 24) | (FORMAT.short << 16) | address) >>> 0;
  return equals(load(4, flags, mask), value);
}

/** The address as its bytes stand in a packet, the low one first. */
function swapped(address: number): number {
  return ((address & 0xff) << 8) | (address >>> 8);
}
