import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { mapTargets, type PhiInstr } from '../../src/ir/ir.ts';
import type { Join } from './join.ts';
import type { Merge } from './redundancy-search.ts';

/**
 * Makes a phi of each value, which keeps its id, after computing at the end of some predecessors what these
 * lack. Linear in the blocks that change.
 */
export function carryOut(filter: Filter, merges: readonly Merge[]): void {
  const byJoin = new Map<Join, Merge[]>();
  for (const merge of merges) {
    const others = byJoin.get(merge.join);
    if (others === undefined) {
      byJoin.set(merge.join, [merge]);
    } else {
      others.push(merge);
    }
  }
  drop(filter, new Set(merges.map(({ value }) => value.id)));
  for (const [join, own] of byJoin) {
    const ends = insert(filter, join);
    const { instrs } = filter.block(join.id);
    const rest = instrs.findIndex(({ kind }) => kind !== 'phi');
    const first = rest < 0 ? instrs.length : rest;
    const phis = own.map((merge) => phiOf(merge, ends));
    filter.setInstrs(join.id, [...instrs.slice(0, first), ...phis, ...instrs.slice(first)]);
  }
}

/** Takes values out of their blocks, whose users find them again as phis. */
function drop(filter: Filter, values: ReadonlySet<ValueId>): void {
  for (const block of new Set([...values].map((id) => filter.definitionBlock(id)))) {
    const { instrs } = filter.block(block);
    filter.setInstrs(
      block,
      instrs.filter(({ id }) => !values.has(id)),
    );
  }
}

/** Computes what predecessors of `join` lack. Yields the new end of each that has got a block of its own. */
function insert(filter: Filter, join: Join): ReadonlyMap<BlockId, BlockId> {
  const ends = new Map<BlockId, BlockId>();
  for (const [from, instrs] of join.insertions) {
    const isOnEdge = join.isCritical(from);
    const end = isOnEdge ? splitEdge(filter, from, join.id) : from;
    filter.setInstrs(end, [...filter.block(end).instrs, ...instrs]);
    ends.set(from, end);
  }
  return ends;
}

/** Puts an empty block on the edge from `from` to `to`. Yields it. */
function splitEdge(filter: Filter, from: BlockId, to: BlockId): BlockId {
  const middle = filter.addBlock();
  const operands = filter.block(to).instrs.flatMap((instr) => {
    const value = instr.kind === 'phi' ? instr.incoming.get(from) : undefined;
    return value === undefined ? [] : [{ phi: instr.id, value }];
  });
  const { terminator } = filter.block(from);
  filter.setTerminator(
    from,
    mapTargets(terminator, (target) => (target === to ? middle : target)),
  );
  filter.setTerminator(middle, { kind: 'jump', target: to });
  for (const { phi, value } of operands) {
    filter.setIncoming(phi, middle, value);
  }
  return middle;
}

function phiOf({ value, type, incoming }: Merge, ends: ReadonlyMap<BlockId, BlockId>): PhiInstr {
  return {
    kind: 'phi',
    id: value.id,
    type,
    incoming: new Map([...incoming].map(([from, id]) => [ends.get(from) ?? from, id])),
  };
}
