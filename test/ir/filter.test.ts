import { describe, expect, test } from 'vitest';
import { Filter } from '../../src/ir/filter.ts';
import { type BlockId, blockId, type ValueId, valueId } from '../../src/ir/ids.ts';
import { returnConstant } from '../../src/ir/ir.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printFilter } from '../../src/ir/print.ts';
import { InvariantError } from '../../src/support/invariant.ts';
import { expectConsistent } from './recount.ts';

const b = (index: number): BlockId => blockId(index);
const v = (index: number): ValueId => valueId(index);

/** A branch on v2, and a join with a phi. */
const diamond = (): Filter =>
  parseFilter(`
    filter @diamond {
    b0:
      v0 = load.1 [0]
      v1 = const 0x6
      v2 = eq v0, v1
      branch v2, b1, b2
    b1:
      v3 = load.2 [2]
      jump b3
    b2:
      v4 = load.2 [4]
      jump b3
    b3:
      v5 = phi [b1: v3, b2: v4]
      return v5
    }
  `);

const lines = (filter: Filter): readonly string[] =>
  printFilter(filter)
    .split('\n')
    .slice(1, -2)
    .map((line) => line.trim());

describe('what a filter answers', () => {
  test('blocks, edges, definitions and uses', () => {
    const filter = diamond();
    expect(filter.entry).toBe(b(0));
    expect([filter.blockCount, filter.blockBound, filter.valueBound]).toEqual([4, 4, 6]);
    expect(filter.predecessors(b(3))).toEqual([b(1), b(2)]);
    expect(filter.definition(v(2))).toMatchObject({ op: 'eq' });
    expect([filter.definitionBlock(v(2)), filter.position(v(2))]).toEqual([b(0), 2]);
    expect(filter.uses(v(2))).toEqual({ instrs: [], terminators: [b(0)] });
    expect(filter.uses(v(3)).instrs.map(({ id }) => id)).toEqual([v(5)]);
    expect(filter.useCount(v(1))).toBe(1);
  });

  test('what is not there throws, or is undefined where that is asked for', () => {
    const filter = diamond();
    expect(filter.findDefinition(v(9))).toBeUndefined();
    expect(() => filter.definition(v(9))).toThrow('no value v9 in diamond');
    expect(() => filter.block(b(9))).toThrow('no block b9 in diamond');
    expect(() => new Filter('empty').entry).toThrow(InvariantError);
    expect(filter.predecessors(b(9))).toEqual([]);
  });
});

describe('an edit', () => {
  test('of instructions moves one version, of edges both', () => {
    const filter = diamond();
    const versions = [{ ...filter.versions }];
    const edits: readonly (() => unknown)[] = [
      () => filter.append(b(1), { kind: 'const', value: 1 }),
      () => filter.replace({ kind: 'const', id: v(0), value: 6 }),
      () => filter.replaceUses(v(4), v(2)),
      () => filter.setProbability(b(0), 0.5),
      () => filter.setCount(b(0), 9),
      () => filter.addBlock(),
      () => filter.setTerminator(b(0), { kind: 'jump', target: b(1) }),
      () => filter.removeUnreachable(),
      () => filter.mergeIntoPredecessor(b(1)),
    ];
    for (const edit of edits) {
      edit();
      versions.push({ ...filter.versions });
    }
    const moved = versions
      .slice(1)
      .map(({ cfg, all }, index) => [cfg !== versions[index]?.cfg, all !== versions[index]?.all]);
    expect(moved).toEqual([
      ...new Array(5).fill([false, true]),
      ...new Array(4).fill([true, true]),
    ]);
  });

  test('that finds nothing to remove moves none', () => {
    const filter = diamond();
    const before = { ...filter.versions };
    expect(filter.removeUnreachable()).toBe(0);
    expect(filter.versions).toEqual(before);
  });
});

describe('an edit of edges or uses', () => {
  test('of a terminator takes the operand of a lost edge from the phi', () => {
    const filter = diamond();
    filter.setTerminator(b(2), returnConstant(0));
    expect(lines(filter).at(-2)).toBe('v5 = phi [b1: v3]');
    expect(filter.useCount(v(4))).toBe(0);
    expectConsistent(filter);
  });

  test('of a terminator that keeps an edge keeps the operand of the phi', () => {
    const filter = diamond();
    filter.setTerminator(b(2), { kind: 'branch', test: v(4), ifTrue: b(1), ifFalse: b(3) });
    expect(lines(filter).at(-2)).toBe('v5 = phi [b1: v3, b2: v4]');
    expectConsistent(filter);
  });

  test('gives a new predecessor its operand', () => {
    const filter = diamond();
    const added = filter.addBlock();
    filter.setTerminator(added, { kind: 'jump', target: b(3) });
    filter.setIncoming(v(5), added, v(1));
    expect(lines(filter)).toContain('v5 = phi [b1: v3, b2: v4, b4: v1]');
    filter.setIncoming(v(5), added, v(0));
    expect(filter.useCount(v(1))).toBe(1);
    expectConsistent(filter);
    expect(() => filter.setIncoming(v(0), added, v(1))).toThrow('v0 is not a phi');
  });

  test('replaces a value everywhere, and through chains', () => {
    const filter = diamond();
    filter.replaceAllUses(
      new Map([
        [v(3), v(4)],
        [v(4), v(0)],
        [v(2), v(1)],
      ]),
    );
    expect(lines(filter)).toEqual(
      expect.arrayContaining(['branch v1, b1, b2', 'v5 = phi [b1: v0, b2: v0]']),
    );
    expectConsistent(filter);
  });
});

describe('merging and removing', () => {
  test('merges a block into its only predecessor', () => {
    const filter = diamond();
    filter.setTerminator(b(0), { kind: 'jump', target: b(1) });
    filter.removeUnreachable();
    filter.mergeIntoPredecessor(b(3));
    filter.mergeIntoPredecessor(b(1));
    expect(lines(filter)).toEqual([
      'b0:',
      'v0 = load.1 [0]',
      'v1 = const 0x6',
      'v2 = eq v0, v1',
      'v3 = load.2 [2]',
      'return v3',
    ]);
    expectConsistent(filter);
  });

  test('that merges names the new predecessor in the phis behind', () => {
    const filter = diamond();
    const added = filter.addBlock();
    filter.append(added, { kind: 'const', value: 7 });
    filter.setTerminator(b(2), { kind: 'jump', target: added });
    filter.setTerminator(added, { kind: 'jump', target: b(3) });
    filter.setIncoming(v(5), added, v(4));
    filter.mergeIntoPredecessor(added);
    expect(lines(filter)).toContain('v5 = phi [b1: v3, b2: v4]');
    expectConsistent(filter);
  });

  test('refuses to merge what it may not', () => {
    const filter = diamond();
    expect(() => filter.mergeIntoPredecessor(b(3))).toThrow('b3 has not one predecessor');
    expect(() => filter.mergeIntoPredecessor(b(1))).toThrow('b0 does not end in a jump');
    expect(() => filter.setProbability(b(1), 0.5)).toThrow('b1 does not end in a branch');
  });

  test('removes instructions that use each other', () => {
    const filter = diamond();
    filter.setTerminator(b(3), returnConstant(1));
    filter.removeInstrs(new Set([v(3), v(4), v(5)]));
    expect(lines(filter).filter((line) => line.startsWith('v'))).toHaveLength(3);
    expectConsistent(filter);
  });
});

test('a chain of 100,000 replacements is walked once', () => {
  const count = 100_000;
  const filter = new Filter('chain');
  const block = filter.addBlock();
  const first = filter.append(block, { kind: 'const', value: 1 });
  const all = Array.from({ length: count }, () =>
    filter.append(block, { kind: 'binary', op: 'add', type: 'i32', lhs: first, rhs: first }),
  );
  const users = all.map((value) =>
    filter.append(block, { kind: 'unary', op: 'sext8', operand: value }),
  );
  filter.replaceAllUses(new Map(all.map((value, index) => [value, all[index - 1] ?? first])));
  expect(filter.useCount(first)).toBe(all.length + users.length);
});
