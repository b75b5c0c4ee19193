import { describe, expect, test } from 'vitest';
import { interpretCounting, prepareCounting } from '../../src/interpret/count.ts';
import { Interpreter, interpret, prepare } from '../../src/interpret/interpret.ts';
import { Filter } from '../../src/ir/filter.ts';
import { blockId } from '../../src/ir/ids.ts';
import { returnConstant } from '../../src/ir/ir.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { InvariantError } from '../../src/support/invariant.ts';
import { fileTests } from '../filetest.ts';

for (const { name, input, runs } of fileTests('interpret')) {
  describe(name, () => {
    const filter = parseFilter(input);
    const prepared = prepare(filter);
    test.each(runs)('$text', ({ packet, verdict }) => {
      expect(interpret(filter, packet)).toBe(verdict);
      expect(prepared(packet), 'prepared for many packets').toBe(verdict);
    });
  });
}

const packet = (...bytes: number[]) => ({ bytes: Uint8Array.from(bytes), wirelen: bytes.length });

const COUNTED = parseFilter(`
  filter @counted {
  b0:
    v0 = load.1 [0]
    v1 = const 0x7
    v2 = eq v0, v1
    branch v2, b1, b2
  b1:
    guard 2
    v3 = load.1.nocheck [1]
    jump b3
  b2:
    jump b3
  b3:
    v4 = phi [b1: v3, b2: v1]
    switch v4, [7: b4], b5
  b4:
    return 0x1
  b5:
    return v4
  }
`);

describe('what is executed', () => {
  test('constants, phis and jumps are free', () => {
    expect(interpretCounting(COUNTED, packet(7, 9))).toEqual({
      verdict: 9,
      instructions: 7,
      branches: 2,
      loads: 2,
      guards: 1,
      path: [0, 1, 3, 5],
    });
  });

  test('the instruction that rejects counts, those behind it do not', () => {
    expect(interpretCounting(COUNTED, packet(7))).toEqual({
      verdict: 0,
      instructions: 4,
      branches: 1,
      loads: 1,
      guards: 1,
      path: [0, 1],
    });
    expect(interpretCounting(COUNTED, packet())).toMatchObject({ instructions: 1, loads: 1 });
  });

  test('one preparation serves many packets', () => {
    const count = prepareCounting(COUNTED);
    expect([packet(7, 9), packet(1), packet(7, 9)].map((each) => count(each).instructions)).toEqual(
      [7, 5, 7],
    );
  });
});

describe('a filter that breaks the contract of the IR', () => {
  test('an unchecked load past the end throws', () => {
    const filter = parseFilter('filter @f {\nb0:\n v0 = load.2.nocheck [1]\n return v0\n}');
    expect(interpret(filter, packet(0, 1, 2))).toBe(0x102);
    expect(() => interpret(filter, packet(0, 1))).toThrow(InvariantError);
  });

  test('a value that an earlier packet left behind is not used', () => {
    const run = prepare(
      parseFilter(`
        filter @f {
        b0:
          v0 = load.1 [0]
          branch v0, b1, b2
        b1:
          v1 = load.1 [0]
          jump b2
        b2:
          return v1
        }`),
    );
    expect(run(packet(5))).toBe(5);
    expect(() => run(packet(0))).toThrow('v1 is used as i32 before it is defined');
  });

  test('an edit after preparing throws', () => {
    const filter = new Filter('edited', [
      { id: blockId(0), instrs: [], terminator: returnConstant(1) },
    ]);
    const interpreter = new Interpreter(filter);
    filter.setTerminator(filter.entry, returnConstant(2));
    expect(() => interpreter.run(packet())).toThrow('edited was edited since it was prepared');
  });
});
