import { Filter } from '../../../src/ir/filter.ts';
import { type BlockId, blockId } from '../../../src/ir/ids.ts';
import type { BasicBlock } from '../../../src/ir/ir.ts';

/**
 * A filter of `length` tests of the first word: it accepts the words from 1 to `length`, each with
 * its own test, and rejects the others.
 */
export function chainOfTests(length: number): Filter {
  const filter = new Filter('chain', [emptyBlock(0)]);
  const accept = filter.addBlock();
  const reject = filter.addBlock();
  filter.setTerminator(accept, { kind: 'return', verdict: { kind: 'constant', value: 1 } });
  const load = filter.append(blockId(0), {
    kind: 'load',
    width: 4,
    order: 'network',
    checked: true,
    base: null,
    offset: 0,
  });
  let block: BlockId = blockId(0);
  for (let value = 1; value <= length; value += 1) {
    const rhs = filter.append(block, { kind: 'const', value });
    const test = filter.append(block, { kind: 'binary', op: 'eq', type: 'i32', lhs: load, rhs });
    const next = value === length ? reject : filter.addBlock();
    filter.setTerminator(block, { kind: 'branch', test, ifTrue: accept, ifFalse: next });
    block = next;
  }
  return filter;
}

/** The text of a filter whose test leads to `size` instructions on either side, which then meet. */
export function farSides(size: number): string {
  const side = (label: string, first: number, op: string): string => {
    const lines = [`${label}:`, `  v${first} = load.1 [1]`];
    for (let index = 1; index < size; index += 1) {
      lines.push(`  v${first + index} = ${op} v${first + index - 1}, v${first + index - 1}`);
    }
    return [...lines, '  jump b3'].join('\n');
  };
  const [left, right] = [10, 10 + size];
  return `
    filter @far-sides {
    b0:
      v0 = load.1 [0]
      branch v0, b1, b2
    ${side('b1', left, 'mul')}
    ${side('b2', right, 'add')}
    b3:
      v1 = phi [b1: v${left + size - 1}, b2: v${right + size - 1}]
      return v1
    }
  `;
}

const emptyBlock = (id: number): BasicBlock => ({
  id: blockId(id),
  instrs: [],
  terminator: { kind: 'return', verdict: { kind: 'constant', value: 0 } },
});
