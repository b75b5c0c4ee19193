import { Filter } from '../../../src/ir/filter.ts';
import { blockId, valueId } from '../../../src/ir/ids.ts';
import { type BasicBlock, type Instr, returnConstant } from '../../../src/ir/ir.ts';

/**
 * A filter of `count` + 2 blocks, as a list of hosts makes it: accepts a packet whose word at byte 26
 * is one of 0 to `count` - 1, which are tested one after the other.
 */
export function chainOfTests(count: number): Filter {
  const word = valueId(0);
  const accept = blockId(count);
  const reject = blockId(count + 1);
  const load: Instr = {
    kind: 'load',
    id: word,
    width: 4,
    order: 'network',
    checked: true,
    base: null,
    offset: 26,
  };
  const tests = Array.from({ length: count }, (_, index): BasicBlock => {
    const constant = valueId(2 * index + 1);
    const test = valueId(2 * index + 2);
    return {
      id: blockId(index),
      instrs: [
        ...(index === 0 ? [load] : []),
        { kind: 'const', id: constant, value: index },
        { kind: 'binary', id: test, op: 'eq', type: 'i32', lhs: word, rhs: constant },
      ],
      terminator: {
        kind: 'branch',
        test,
        ifTrue: accept,
        ifFalse: index === count - 1 ? reject : blockId(index + 1),
      },
    };
  });
  return new Filter('chain', [
    ...tests,
    { id: accept, instrs: [], terminator: returnConstant(1) },
    { id: reject, instrs: [], terminator: returnConstant(0) },
  ]);
}
