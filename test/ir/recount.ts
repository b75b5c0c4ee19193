import { expect } from 'vitest';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { operands, successors, terminatorOperand } from '../../src/ir/ir.ts';
import { printFilter } from '../../src/ir/print.ts';

/** What the editor keeps about a filter, counted anew from its blocks. */
interface Recount {
  readonly predecessors: Map<BlockId, Set<BlockId>>;
  readonly instrUsers: Map<ValueId, Set<ValueId>>;
  readonly terminatorUsers: Map<ValueId, Set<BlockId>>;
}

function recount(filter: FilterView): Recount {
  const count: Recount = {
    predecessors: new Map(),
    instrUsers: new Map(),
    terminatorUsers: new Map(),
  };
  const add = <Key, Item>(map: Map<Key, Set<Item>>, key: Key, item: Item) =>
    map.set(key, (map.get(key) ?? new Set()).add(item));
  for (const { id, instrs, terminator } of filter.blocks()) {
    for (const target of successors(terminator)) {
      add(count.predecessors, target, id);
    }
    for (const instr of instrs) {
      for (const operand of operands(instr)) {
        add(count.instrUsers, operand, instr.id);
      }
    }
    const operand = terminatorOperand(terminator);
    if (operand !== null) {
      add(count.terminatorUsers, operand, id);
    }
  }
  return count;
}

const sorted = <Id extends number>(ids: Iterable<Id> = []): readonly number[] =>
  [...ids].toSorted((a, b) => a - b);

/** Expects all that `filter` answers to agree with its blocks. */
export function expectConsistent(filter: FilterView): void {
  const { predecessors, instrUsers, terminatorUsers } = recount(filter);
  const blocks = [...filter.blocks()];
  expect(filter.blockCount).toBe(blocks.length);
  expect(blocks[0]?.id).toBe(filter.entry);
  for (const { id, instrs } of blocks) {
    expect(id).toBeLessThan(filter.blockBound);
    expect(filter.hasBlock(id)).toBe(true);
    expect(sorted(filter.predecessors(id)), `predecessors of b${id}`).toEqual(
      sorted(predecessors.get(id)),
    );
    expect(filter.predecessorCount(id)).toBe(predecessors.get(id)?.size ?? 0);
    for (const [index, instr] of instrs.entries()) {
      expect(instr.id).toBeLessThan(filter.valueBound);
      expect(filter.definition(instr.id)).toBe(instr);
      expect(filter.definitionBlock(instr.id)).toBe(id);
      expect(filter.position(instr.id), printFilter(filter)).toBe(index);
      const uses = filter.uses(instr.id);
      const [inInstrs, inTerminators] = [instrUsers.get(instr.id), terminatorUsers.get(instr.id)];
      expect(sorted(uses.instrs.map((user) => user.id)), `v${instr.id}`).toEqual(sorted(inInstrs));
      expect(sorted(uses.terminators), `v${instr.id}`).toEqual(sorted(inTerminators));
      expect(filter.useCount(instr.id)).toBe((inInstrs?.size ?? 0) + (inTerminators?.size ?? 0));
    }
  }
  const defined = blocks.flatMap(({ instrs }) => instrs).length;
  const found = Array.from({ length: filter.valueBound }, (_, id) =>
    filter.findDefinition(id as ValueId),
  ).filter((instr) => instr !== undefined);
  expect(found, 'values that are gone have no definition').toHaveLength(defined);
}
