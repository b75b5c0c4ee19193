import { describe, expect, test } from 'vitest';
import { Filter } from '../../src/ir/filter.ts';
import { blockId, valueId } from '../../src/ir/ids.ts';
import { type BasicBlock, type Instr, returnConstant, type Terminator } from '../../src/ir/ir.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { verify } from '../../src/verify/verify.ts';
import { fileTests } from '../filetest.ts';

for (const { name, input } of fileTests('verify')) {
  test(name, () => {
    const marked = [...input.matchAll(/^ *(.*?) *; error: (.*)$/gm)].flatMap(([, at, codes = '']) =>
      codes.split(' ').map((code) => `${code} ${at}`),
    );
    const found = verify(parseFilter(input)).map(({ at, code }) => `${code} ${at}`);

    expect(marked).not.toEqual([]);
    expect(found.toSorted()).toEqual(marked.toSorted());
  });
}

const block = (instrs: readonly Instr[], terminator: Terminator): BasicBlock => ({
  id: blockId(0),
  instrs,
  terminator,
});

const codes = (...blocks: readonly BasicBlock[]): readonly string[] =>
  verify(new Filter('made', blocks)).map(({ code }) => code);

describe('what no text can say', () => {
  test('a target that does not exist', () => {
    expect(codes(block([], { kind: 'jump', target: blockId(7) }))).toEqual(['IR_MISSING_BLOCK']);
  });

  test('a guard as operand', () => {
    const guard: Instr = { kind: 'guard', id: valueId(0), base: null, offset: 4 };
    const verdict = { kind: 'value', value: valueId(0) } as const;
    expect(codes(block([guard], { kind: 'return', verdict }))).toEqual(['IR_NOT_A_VALUE']);
  });

  test.each<[string, Instr]>([
    ['a constant above 2^32', { kind: 'const', id: valueId(0), value: 2 ** 32 }],
    ['a negative constant', { kind: 'const', id: valueId(0), value: -1 }],
    ['a fraction', { kind: 'const', id: valueId(0), value: 0.5 }],
    ['a negative i64', { kind: 'const64', id: valueId(0), value: -1n }],
    ['a negative offset', { kind: 'guard', id: valueId(0), base: null, offset: -4 }],
  ])('%s', (_, instr) => {
    expect(codes(block([instr], returnConstant(0)))).toEqual(['IR_RANGE']);
  });

  test('a verdict, a case, a probability and a count out of range', () => {
    const test: Instr = { kind: 'const', id: valueId(0), value: 1 };
    const end = { id: blockId(1), instrs: [], terminator: returnConstant(-1) };
    const other = { ...end, id: blockId(2), terminator: returnConstant(0) };
    const branch = {
      kind: 'branch',
      test: test.id,
      ifTrue: end.id,
      ifFalse: other.id,
      probability: 1.5,
    } as const;
    expect(codes({ ...block([test], branch), count: -1 }, end, other)).toEqual([
      'IR_RANGE',
      'IR_RANGE',
      'IR_RANGE',
    ]);

    const cases = [{ low: 0, high: 2 ** 32, target: other.id }];
    const choice = { kind: 'switch', value: test.id, cases, otherwise: other.id } as const;
    expect(codes(block([test], choice), other)).toEqual(['IR_RANGE']);
  });
});

test('violations stand in the order of the text', () => {
  const filter = parseFilter(`
    filter @three {
    b0:
      v0 = load.1 [0]
      v1 = load.1.nocheck [1]
      v2 = add v0, v9
      v0 = const 0x1
      return v3
    }
  `);
  expect(verify(filter).map(({ code }) => code)).toEqual([
    'IR_UNGUARDED',
    'IR_UNDEFINED',
    'IR_REDEFINED',
    'IR_UNDEFINED',
  ]);
});

test('a violation names the block, the line, what was expected and what was found', () => {
  const filter = parseFilter(`
    filter @missing-operand {
    b0:
      v0 = load.1 [0]
      branch v0, b1, b2
    b1:
      jump b2
    b2:
      v1 = phi [b1: v0]
      return 0x0
    }
  `);

  expect(verify(filter)).toEqual([
    {
      code: 'IR_PHI_MISMATCH',
      block: 2,
      at: 'v1 = phi [b1: v0]',
      message: 'phi names b1, but the predecessors are b0, b1',
    },
  ]);
});
