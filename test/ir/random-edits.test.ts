import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import {
  type Instr,
  mapOperands,
  mapTargets,
  type PhiInstr,
  returnConstant,
} from '../../src/ir/ir.ts';
import { printFilter } from '../../src/ir/print.ts';
import { pick } from '../../src/source/ir/generate/filter-genes.ts';
import { filters } from '../generators/filters.ts';
import { expectConsistent } from './recount.ts';

/** One edit; `a`, `b` and `c` choose what it works on. It does nothing where it does not apply. */
type Edit = (filter: Filter, a: number, b: number, c: number) => void;

const anyBlock = (filter: Filter, gene: number): BlockId => pick([...filter.blocks()], gene).id;

const anyInstr = (filter: Filter, gene: number): Instr | undefined => {
  const instrs = [...filter.blocks()].flatMap((block) => block.instrs);
  return instrs.length === 0 ? undefined : pick(instrs, gene);
};

const EDITS: Readonly<Record<string, Edit>> = {
  addBlock: (filter) => {
    filter.addBlock();
  },
  append: (filter, a, b, c) => {
    const [lhs, rhs] = [anyInstr(filter, a), anyInstr(filter, b)];
    if (lhs !== undefined && rhs !== undefined) {
      const block = anyBlock(filter, c);
      filter.append(block, { kind: 'binary', op: 'add', type: 'i32', lhs: lhs.id, rhs: rhs.id });
    }
  },
  replaceByConstant: (filter, a) => {
    const instr = anyInstr(filter, a);
    if (instr !== undefined && instr.kind !== 'phi') {
      filter.replace({ kind: 'const', id: instr.id, value: a });
    }
  },
  replaceOperands: (filter, a, b) => {
    const [instr, operand] = [anyInstr(filter, a), anyInstr(filter, b)];
    if (instr !== undefined && operand !== undefined) {
      filter.replace(mapOperands(instr, () => operand.id));
    }
  },
  replaceUses: (filter, a, b) => {
    const [from, to] = [anyInstr(filter, a), anyInstr(filter, b)];
    if (from !== undefined && to !== undefined && from !== to) {
      filter.replaceUses(from.id, to.id);
      expect(filter.useCount(from.id)).toBe(0);
    }
  },
  replaceAllUses: (filter, a, b, c) => {
    const [x, y, z] = [anyInstr(filter, a), anyInstr(filter, b), anyInstr(filter, c)];
    if (x && y && z && new Set([x, y, z]).size === 3) {
      filter.replaceAllUses(
        new Map([
          [x.id, y.id],
          [y.id, z.id],
        ]),
      );
      expect([filter.useCount(x.id), filter.useCount(y.id)]).toEqual([0, 0]);
    }
  },
  removeUnused: (filter, a) => {
    const instr = anyInstr(filter, a);
    if (instr !== undefined && filter.useCount(instr.id) === 0) {
      filter.removeInstrs(new Set([instr.id]));
      expect(filter.findDefinition(instr.id)).toBeUndefined();
    }
  },
  reverseInstrs: (filter, a) => {
    const block = filter.block(anyBlock(filter, a));
    const phis = block.instrs.filter(({ kind }) => kind === 'phi');
    const others = block.instrs.filter(({ kind }) => kind !== 'phi');
    filter.setInstrs(block.id, [...phis, ...others.toReversed()]);
  },
  insertNew: (filter, a, b) => {
    const block = filter.block(anyBlock(filter, a));
    const phis = block.instrs.filter(({ kind }) => kind === 'phi');
    const others = block.instrs.filter(({ kind }) => kind !== 'phi');
    const added: Instr = { kind: 'const', id: filter.newValue(), value: b };
    filter.setInstrs(block.id, [...phis, added, ...others]);
  },
  endInReturn: (filter, a, b) => {
    filter.setTerminator(anyBlock(filter, a), returnConstant(b));
  },
  endInJump: (filter, a, b) => {
    filter.setTerminator(anyBlock(filter, a), { kind: 'jump', target: anyBlock(filter, b) });
  },
  redirect: (filter, a, b, c) => {
    const block = filter.block(anyBlock(filter, a));
    const [from, to] = [anyBlock(filter, b), anyBlock(filter, c)];
    filter.setTerminator(
      block.id,
      mapTargets(block.terminator, (target) => (target === from ? to : target)),
    );
  },
  setIncoming: (filter, a, b, c) => {
    const phis = [...filter.blocks()]
      .flatMap(({ instrs }) => instrs)
      .filter((instr): instr is PhiInstr => instr.kind === 'phi');
    const value = anyInstr(filter, b);
    if (phis.length > 0 && value !== undefined) {
      const { id } = pick(phis, a);
      const predecessors = filter.predecessors(filter.definitionBlock(id));
      if (predecessors.length > 0) {
        filter.setIncoming(id, pick(predecessors, c), value.id);
      }
    }
  },
  merge: (filter, a) => {
    const id = anyBlock(filter, a);
    const [only, ...others] = filter.predecessors(id);
    const phis = filter.block(id).instrs.filter((instr): instr is PhiInstr => instr.kind === 'phi');
    const mergeable =
      only !== undefined &&
      only !== id &&
      id !== filter.entry &&
      others.length === 0 &&
      filter.block(only).terminator.kind === 'jump' &&
      phis.every(
        ({ id: phi, incoming }) => incoming.size === 1 && ![...incoming.values()].includes(phi),
      );
    if (mergeable) {
      filter.mergeIntoPredecessor(id);
      expect(filter.hasBlock(id)).toBe(false);
    }
  },
  removeUnreachable: (filter) => {
    const before = filter.blockCount;
    const removed = filter.removeUnreachable();
    expect(filter.blockCount).toBe(before - removed);
    expect(filter.removeUnreachable(), 'nothing is left to remove').toBe(0);
  },
};

test('predecessors, uses and positions are exact after any edits', () => {
  const gene = fc.nat({ max: 0xffff });
  const edits = fc.array(fc.tuple(fc.constantFrom(...Object.keys(EDITS)), gene, gene, gene), {
    minLength: 1,
    maxLength: 30,
    size: 'max',
  });
  fc.assert(
    fc.property(filters({ maxBlocks: 8 }), edits, (made, list) => {
      const filter = made.build();
      const copy = filter.clone();
      const text = printFilter(filter);
      expectConsistent(filter);
      for (const [name, a, b, c] of list) {
        EDITS[name]?.(filter, a, b, c);
      }
      expectConsistent(filter);
      expectConsistent(filter.clone());
      expect(printFilter(filter.clone())).toBe(printFilter(filter));
      expect(printFilter(copy), 'a copy does not see the edits').toBe(text);
    }),
    { numRuns: 300 },
  );
});
