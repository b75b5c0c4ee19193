import { describe, expect, test } from 'vitest';
import { SsaEdits } from '../../../src/ir/edit/ssa-edits.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import { type BlockId, blockId } from '../../../src/ir/ids.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { verify } from '../../../src/verify/verify.ts';

const [b0, b1, b2, b3] = [0, 1, 2, 3].map(blockId) as [BlockId, BlockId, BlockId, BlockId];

const body = (filter: Filter): readonly string[] =>
  printFilter(filter).trim().split('\n').slice(1, -1);

/** b2 joins two ways, and b3 uses what b2 has loaded and computed. */
const JOIN = `filter @join {
b0:
  v0 = load.1 [0]
  branch v0, b1, b2
b1:
  jump b2
b2:
  v1 = phi [b0: v0, b1: v2]
  v3 = load.2 [12]
  v4 = add v1, v3
  branch v3, b3, b4
b3:
  return v4
b4:
  return 0x0
}`.replace('b1: v2', 'b1: v0');

describe('a copy of a block for one of its predecessors', () => {
  test('gets phis where both definitions of a value meet, and only for values that are used', () => {
    const filter = parseFilter(JOIN);
    const edits = new SsaEdits(filter);
    edits.redirect(b1, b2, edits.duplicate(b2));
    expect(edits.finish()).toEqual({ copies: 1, joins: 1 });
    expect(verify(filter)).toEqual([]);
    expect(body(filter)).toEqual([
      'b0:',
      '  v0 = load.1 [0]',
      '  branch v0, b1, b2',
      'b1:',
      '  jump b5',
      'b2:',
      '  v3 = load.2 [12]',
      '  v4 = add v0, v3',
      '  branch v3, b3, b4',
      'b3:',
      '  v8 = phi [b2: v4, b5: v7]',
      '  return v8',
      'b4:',
      '  return 0x0',
      'b5:',
      '  v6 = load.2 [12]',
      '  v7 = add v0, v6',
      '  branch v6, b3, b4',
    ]);
  });

  test('takes over the uses of the original where nothing reaches that any more', () => {
    const filter = parseFilter(JOIN);
    const edits = new SsaEdits(filter);
    const copy = edits.duplicate(b2);
    edits.redirect(b0, b2, copy);
    edits.redirect(b1, b2, copy);
    expect(edits.finish()).toEqual({ copies: 1, joins: 0 });
    expect(verify(filter)).toEqual([]);
    expect(filter.hasBlock(b2)).toBe(false);
    expect(body(filter)).toContain('  return v7');
  });

  test('is a copy of what it is copied from in turn', () => {
    const filter = parseFilter(JOIN);
    const edits = new SsaEdits(filter);
    const copy = edits.duplicate(b2);
    const again = edits.duplicate(copy);
    expect(edits.originOf(again)).toBe(b2);
    edits.redirect(b0, b2, copy);
    edits.redirect(b1, b2, again);
    expect(edits.finish()).toEqual({ copies: 2, joins: 1 });
    expect(verify(filter)).toEqual([]);
  });

  test('writes a constant again where two copies of it meet', () => {
    const filter = parseFilter(JOIN.replace('v4 = add v1, v3', 'v4 = const 0x7'));
    const edits = new SsaEdits(filter);
    edits.redirect(b1, b2, edits.duplicate(b2));
    expect(edits.finish()).toEqual({ copies: 1, joins: 1 });
    expect(verify(filter)).toEqual([]);
    expect(body(filter).join('\n')).toContain('b3:\n  v8 = const 0x7\n  return v8');
  });
});

describe('an edge led past a block', () => {
  test('leaves in a copy what may reject or is used behind it', () => {
    const filter = parseFilter(JOIN);
    const edits = new SsaEdits(filter);
    edits.redirectPast([b1], [b2], b3);
    expect(edits.finish()).toEqual({ copies: 1, joins: 1 });
    expect(verify(filter)).toEqual([]);
    expect(body(filter).slice(-4)).toEqual([
      'b5:',
      '  v6 = load.2 [12]',
      '  v7 = add v0, v6',
      '  jump b3',
    ]);
  });

  test('leaves nothing where no value is used and its checks are settled', () => {
    const filter = parseFilter(JOIN.replace('return v4', 'return 0x1'));
    const edits = new SsaEdits(filter);
    edits.redirectPast([b1], [b2], b3, () => true);
    expect(edits.finish()).toEqual({ copies: 0, joins: 0 });
    expect(verify(filter)).toEqual([]);
    expect(body(filter).slice(3, 5)).toEqual(['b1:', '  jump b3']);
  });

  test('must lead to where the block does', () => {
    const edits = new SsaEdits(parseFilter(JOIN));
    expect(() => edits.redirectPast([b1], [b2], b0)).toThrow('b2 does not lead to b0');
  });
});

test('an edge to a block with phis needs their operands', () => {
  const filter = parseFilter(JOIN.replace('jump b2', 'jump b4').replace(', b1: v0', ''));
  const edits = new SsaEdits(filter);
  expect(() => edits.redirect(b1, blockId(4), b2)).toThrow('phi v1 lacks an operand for b1');
  const [phi] = filter.block(b2).instrs;
  expect(phi?.kind).toBe('phi');
  if (phi !== undefined) {
    const [value] = filter.block(b0).instrs;
    edits.redirect(b1, blockId(4), b2, new Map([[phi.id, value?.id ?? phi.id]]));
  }
  edits.finish();
  expect(verify(filter)).toEqual([]);
});

/** A list of so many tests whose blocks each use what the two blocks before the list have loaded. */
function list(count: number): string {
  const tests = Array.from({ length: count }, (_, index) => {
    const value = 2 * index + 10;
    return [
      `b${index + 4}:`,
      `  v${value} = add v1, v2`,
      `  v${value + 1} = eq v${value}, v1`,
      `  branch v${value + 1}, b${count + 4}, b${index === count - 1 ? count + 5 : index + 5}`,
    ].join('\n');
  });
  return [
    'filter @list {\nb0:\n  v0 = load.1 [0]\n  branch v0, b1, b2\nb1:\n  jump b3\nb2:\n  jump b3',
    'b3:\n  v1 = load.4 [26]\n  v2 = load.4 [30]\n  jump b4',
    ...tests,
    `b${count + 4}:\n  return v1\nb${count + 5}:\n  return 0x0\n}`,
  ].join('\n');
}

/** Copies the head of the list and every block of it, for one predecessor each. Yields milliseconds. */
function copyAll(count: number): number {
  const filter = parseFilter(list(count));
  const start = process.cpuUsage();
  const edits = new SsaEdits(filter);
  edits.redirect(b2, b3, edits.duplicate(b3));
  for (let index = 0; index < count - 1; index += 1) {
    const block = blockId(index + 5);
    edits.redirect(blockId(index + 4), block, edits.duplicate(block));
  }
  const { joins } = edits.finish();
  const { user, system } = process.cpuUsage(start);
  expect(joins).toBe(2);
  expect(filter.blockCount).toBe(count + 7);
  return (user + system) / 1000;
}

test('many copies in a filter of many blocks cost linear time', () => {
  copyAll(2_000);
  const [few, many] = [copyAll(5_000), copyAll(40_000)];
  expect(many / Math.max(few, 5)).toBeLessThan(8 * 2.5);
  expect(many).toBeLessThan(3_000);
});
