import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockId } from '../../src/ir/ids.ts';
import { IrSyntaxError, parseFilter } from '../../src/ir/parse.ts';
import { printFilter } from '../../src/ir/print.ts';
import { filters } from '../generators/filters.ts';

/** Every form that the text has, as it is printed. */
const EVERY_FORM = `filter @every-form_1.2 {
b0: count 5000000000
  v0 = const 0xffffffff
  v1 = const.i64 0xffffffffffffffff
  v2 = wirelen
  v3 = aux.vlan_tag
  v4 = load.1 [0]
  v5 = load.2 [v4]
  v6 = load.4.native [v4 + 12]
  v7 = load.8.nocheck [4294967295]
  v8 = load.2.native.nocheck [4]
  guard 14
  guard v4 + 20
  v9 = bswap16 v5
  v10 = add v4, v5
  v11 = sub.i64 v1, v7
  v12 = ult.i64 v1, v7
  v13 = select v4, v5, v6
  v14 = select.i64 v4, v1, v7
  branch v12, b1, b2, probability 0.25
b1:
  switch v4, [0: b3, 5..4294967295: b4], b2
b2: count 0
  v15 = phi [b0: v4, b1: v5]
  v16 = phi.i64 [b0: v1, b1: v7]
  jump b3
b3:
  return v4
b4:
  switch v4, [], b5
b5:
  return 0x40000
}
`;

describe('print and parse', () => {
  test('every form', () => {
    expect(printFilter(parseFilter(EVERY_FORM))).toBe(EVERY_FORM);
  });

  test('what is printed reads as the same filter', () => {
    fc.assert(
      fc.property(filters(), (made) => {
        const text = printFilter(made.build());
        expect(printFilter(parseFilter(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('small probabilities', () => {
    const filter = parseFilter(EVERY_FORM);
    filter.setProbability(blockId(0), 1e-9);
    expect(printFilter(parseFilter(printFilter(filter)))).toBe(printFilter(filter));
  });

  test('comments, blanks, decimal and hexadecimal numbers, carriage returns', () => {
    const text = [
      '; a comment',
      'filter @f {   ; another',
      '',
      'b0:count 7',
      'v0 = load.1 [ 0x10 ]',
      '  v1=const 16',
      '  v2   =   eq v0 ,v1',
      '  branch v2,b1,b2',
      'b1:',
      '  return 262144',
      'b2:',
      '  switch v0, [1..0x2:b1,9:b1], b1',
      '}',
      '; the end',
    ];
    expect(printFilter(parseFilter(text.join('\r\n'))).split('\n')).toEqual([
      'filter @f {',
      'b0: count 7',
      '  v0 = load.1 [16]',
      '  v1 = const 0x10',
      '  v2 = eq v0, v1',
      '  branch v2, b1, b2',
      'b1:',
      '  return 0x40000',
      'b2:',
      '  switch v0, [1..2: b1, 9: b1], b1',
      '}',
      '',
    ]);
  });

  test('guards get ids that the text does not name', () => {
    const filter = parseFilter(
      'filter @f {\nb0:\n guard 1\n v7 = const 1\n guard 2\n return v7\n}',
    );
    expect(filter.block(filter.entry).instrs.map(({ id }) => id)).toEqual([8, 7, 9]);
  });
});

/** The body of a filter's only block, whose first line is line 3. */
const body = (...lines: readonly string[]): string =>
  ['filter @f {', 'b0:', ...lines, 'return 0', '}'].join('\n');

describe('what is not understood', () => {
  test.each<[text: string, line: number, message: string]>([
    ['', 1, "expected 'filter @name {'"],
    ['filter f {\n}', 1, "expected 'filter @name {'"],
    ['filter @f {\n}', 2, 'expected at least one block'],
    ['filter @f {\nb0:\n return 0', 3, "expected '}' at the end"],
    ['filter @f {\nv0 = const 1\nb0:\n return 0\n}', 2, "expected a block label such as 'b0:'"],
    ['filter @f {\nb0:\nb1:\n return 0\n}', 3, 'b0 has no terminator before this'],
    ['filter @f {\nb0:\n}', 2, 'b0 has no terminator'],
    ['filter @f {\nb0:\n return 0\nb0:\n return 0\n}', 5, 'b0 stands twice'],
    ['filter @f {\nb0:\n return 0\n return 1\n}', 4, 'expected a block label'],
    ['filter @f {\nb0:\n\n; a comment\n jump b4\n}', 5, 'there is no block b4'],
    ['filter @f {\nb0: count 99999999999999999999\n return 0\n}', 2, 'expected a count below 2^53'],
    [body('nonsense'), 3, "expected an instruction or a terminator, found 'nonsense'"],
    [body('v0 = frob v1'), 3, "unknown operation 'frob'"],
    [body('v0 = caplen v1'), 3, "unknown operation 'caplen'"],
    [body('v0 = sext8.i64 v1'), 3, "unknown operation 'sext8.i64'"],
    [body('v0 = add.i16 v1, v2'), 3, "unknown operation 'add.i16'"],
    [body('v0 = add v1'), 3, 'expected 2 operand(s), found 1'],
    [body('v0 = sext8'), 3, 'expected 1 operand(s), found 0'],
    [body('v0 = add v1, w2'), 3, "expected a value such as v7, found 'w2'"],
    [body('v99999999 = const 1'), 3, "expected a value such as v7, found 'v99999999'"],
    [body('v0 = const 0x100000000'), 3, 'expected a number below 2^32'],
    [body('v0 = const -1'), 3, "expected a number, found '-1'"],
    [body('v0 = const.i64 0x10000000000000000'), 3, 'expected a number'],
    [body('v0 = const.i64 18446744073709551616'), 3, 'expected a number below 2^64'],
    [body('v0 = load.3 [1]'), 3, "expected 'load.WIDTH[.native][.nocheck] [ADDRESS]'"],
    [
      body('v0 = load.2.nocheck.native [1]'),
      3,
      "expected 'load.WIDTH[.native][.nocheck] [ADDRESS]'",
    ],
    [body('v0 = load.2 1'), 3, "expected 'load.WIDTH[.native][.nocheck] [ADDRESS]'"],
    [body('v0 = load.2 [v1 + v2]'), 3, "expected a number, found 'v2'"],
    [body('guard 2 + v1'), 3, "expected an address such as 'v3 + 12'"],
    [body('guard v1 + 2 + 3'), 3, "expected an address such as 'v3 + 12'"],
    [body('v0 = phi [b0 v1]'), 3, 'expected a block such as b3'],
    [body('v0 = phi [b0: v1, b0: v2]'), 3, 'b0 stands twice in a phi'],
    [body('v0 = phi b0: v1'), 3, 'expected a list in brackets'],
    [body('branch v0, b0, b0, probability 2'), 3, "expected 'probability P' with P from 0 to 1"],
    [body('branch v0, b0'), 3, "expected a block such as b3, found ''"],
    [body('switch v0, 1: b0, b0'), 3, "expected 'switch VALUE, [LOW..HIGH: BLOCK, …], BLOCK'"],
    [body('switch v0, [x: b0], b0'), 3, "expected a number, found 'x'"],
    [body('jump v0'), 3, "expected a block such as b3, found 'v0'"],
    [body('return x'), 3, "expected a number, found 'x'"],
  ])('%j', (text, line, message) => {
    let error: unknown;
    try {
      parseFilter(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(IrSyntaxError);
    expect(error).toMatchObject({ code: 'IR_SYNTAX', line });
    expect((error as IrSyntaxError).message).toContain(`line ${line}: ${message}`.slice(0, 60));
  });
});
