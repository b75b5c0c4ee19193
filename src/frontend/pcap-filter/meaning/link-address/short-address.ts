import { FilterTypeError } from '../../errors.ts';
import type { Operand, Qualifiers } from '../../syntax/ast.ts';
import type { MeaningContext } from '../context.ts';
import { testEnds } from '../direction.ts';
import { behind, byteAt, equals, type PacketTest } from '../packet-test.ts';

/** The meaning of `link host $xx`: an address of one byte. */
export function matchShortAddress(
  { frame: { layer, offsets } }: MeaningContext,
  qualifiers: Qualifiers,
  { value, span }: Extract<Operand, { readonly kind: 'short-address' }>,
): PacketTest {
  const { addresses } = layer;
  if (addresses?.kind !== 'byte') {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `the link-layer header of ${layer.name} has no addresses of one byte`,
      { span },
    );
  }
  const { type, protocol } = qualifiers;
  if ((type !== null && type !== 'host') || protocol !== 'link') {
    throw new FilterTypeError(
      'FILTER_QUALIFIER',
      "an address of one byte needs 'link', 'link src' or 'link dst' before it",
      { span },
    );
  }
  return testEnds(qualifiers, {
    source: equals(byteAt(behind(offsets.header, addresses.source)), value),
    destination: equals(byteAt(behind(offsets.header, addresses.destination)), value),
  });
}
