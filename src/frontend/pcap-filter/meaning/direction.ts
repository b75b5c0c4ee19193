import { all, any } from '../../control-flow/condition.ts';
import { FilterTypeError } from '../errors.ts';
import type { Qualifiers } from '../syntax/ast.ts';
import type { PacketTest } from './packet-test.ts';

/**
 * Tests the ends that the qualifiers name: either of both where they name none.
 *
 * @throws {@link FilterTypeError} for the ends that only 802.11 frames have.
 */
export function testEnds(
  { direction, span }: Qualifiers,
  ends: { readonly source: PacketTest; readonly destination: PacketTest },
): PacketTest {
  switch (direction) {
    case 'src':
      return ends.source;
    case 'dst':
      return ends.destination;
    case 'src and dst':
      return all(ends.source, ends.destination);
    case 'src or dst':
    case null:
      return any(ends.source, ends.destination);
    default:
      throw new FilterTypeError('FILTER_QUALIFIER', `'${direction}' is for 802.11 frames only`, {
        span,
      });
  }
}
