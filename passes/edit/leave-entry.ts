import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';

/** Moves what the entry block does, which nothing can stand before, to a block behind it. Yields that. */
export function leaveEntry(filter: Filter): BlockId {
  const { instrs, terminator } = filter.block(filter.entry);
  const operands = successors(terminator).flatMap((target) =>
    filter.block(target).instrs.flatMap((instr) => {
      const value = instr.kind === 'phi' ? instr.incoming.get(filter.entry) : undefined;
      return value === undefined ? [] : [{ phi: instr.id, value }];
    }),
  );
  const moved = filter.addBlock();
  filter.setInstrs(filter.entry, []);
  filter.setTerminator(filter.entry, { kind: 'jump', target: moved });
  filter.setInstrs(moved, instrs);
  filter.setTerminator(moved, terminator);
  for (const { phi, value } of operands) {
    filter.setIncoming(phi, moved, value);
  }
  return moved;
}
