import { all } from '../../../control-flow/condition.ts';
import type { Relation } from '../../syntax/ast.ts';
import type { MeaningContext } from '../context.ts';
import { type OffsetVariable, type PacketTest, special } from '../packet-test.ts';
import { protocolTests } from './protocol-tests.ts';

/**
 * The meaning of a relation: first that the packet is of every protocol whose header is indexed,
 * then the relation itself.
 */
export function relationMeaning(context: MeaningContext, relation: Relation): PacketTest {
  const transport: OffsetVariable | null = context.extensions
    ? { kind: 'offset-variable', name: 'transport header' }
    : null;
  const test = special({
    kind: 'relation',
    relation,
    frame: context.frame.offsets,
    transport,
    linux: context.linux,
  });
  return all(...protocolTests(context, relation, transport), test);
}
