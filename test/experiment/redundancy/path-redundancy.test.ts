import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { executedPaths } from '../../../src/experiment/redundancy/executed-paths.ts';
import type { redundancyOf } from '../../../src/experiment/redundancy/path-redundancy.ts';
import { countsOf } from '../../../src/experiment/redundancy/rule-benchmark.ts';
import {
  type Constraint,
  isSatisfiable,
} from '../../../src/experiment/redundancy/value-constraints.ts';
import { assemble } from '../../../src/isa/cbpf/assemble.ts';

/** The redundancy of `text` on a packet with these bytes. */
function redundancy(text: string, bytes: readonly number[]): ReturnType<typeof redundancyOf> {
  return countsOf(assemble(text), [{ bytes: Uint8Array.from(bytes), wirelen: bytes.length }]);
}

const REJECT = 'drop: ret #0';

describe('predicates', () => {
  test.each([
    ['one outcome of the same test', 'ldb [0]\n jeq #6, drop\n jeq #6, drop\n ret #1'],
    ['another number', 'ldb [0]\n jne #5, drop\n jeq #6, drop\n ret #1'],
    ['a range', 'ldb [0]\n jgt #9, drop\n jeq #12, drop\n ret #1'],
    ['a mask', 'ldb [0]\n jset #0xf0, drop\n jgt #15, drop\n ret #1'],
    ['what a byte can be', 'ldb [0]\n jgt #255, drop\n ret #1'],
    [
      'the last number that is left',
      'ldb [0]\n jset #0xfe, drop\n jeq #0, drop\n jne #1, drop\n ret #1',
    ],
    ['the host of a network', 'ldb [0]\n jne #5, drop\n and #0xf0\n jne #0, drop\n ret #1'],
    ['a shifted value', 'ldb [0]\n jne #5, drop\n rsh #2\n jne #1, drop\n ret #1'],
    [
      'two registers',
      'ldb [0]\n ldx #3\n st M[0]\n add x\n tax\n ld M[0]\n jeq x, drop\n jeq x, drop\n ret #1',
    ],
  ])('%s implies an outcome', (what, text) => {
    const bytes = what === 'the last number that is left' ? [1] : [5];
    expect(redundancy(`${text}\n${REJECT}`, bytes)).toMatchObject({ predicates: 1, values: 0 });
  });

  test.each([
    ['the other outcome', 'ldb [0]\n jeq #6, drop\n jeq #5, ok\n ret #2\n ok: ret #1'],
    ['another value', 'ldb [0]\n jeq #6, drop\n ldb [1]\n jeq #6, drop\n ret #1'],
    ['the other end of a range', 'ldb [0]\n jgt #9, drop\n jeq #5, ok\n ret #2\n ok: ret #1'],
    ['that one host is not meant', 'ldb [0]\n jeq #6, drop\n and #0xf0\n jne #0, drop\n ret #1'],
  ])('%s implies nothing', (_what, text) => {
    expect(redundancy(`${text}\n${REJECT}`, [5, 5]).predicates).toBe(0);
  });

  test('a value that comes from a word that differs each time is never known', () => {
    const text = `ld #rand\n jne #0, drop\n ld #rand\n jne #0, drop\n ret #1\n${REJECT}`;
    expect(redundancy(text, [])).toMatchObject({ executed: 5, predicates: 0, values: 0 });
  });
});

describe('values', () => {
  test('a load of what the register holds is redundant', () => {
    const text = 'ldxb 4*([0]&0xf)\n ldb [x + 0]\n ldxb 4*([0]&0xf)\n ldb [x + 1]\n ret a';
    expect(redundancy(text, [0x40, 7])).toEqual({
      executed: 5,
      predicates: 0,
      values: 1,
      unneeded: 0,
    });
  });

  test('a word of the packet is as quickly loaded again as kept', () => {
    const text = 'ldb [0]\n jeq #1, drop\n ldb [1]\n jeq #1, drop\n ldb [0]\n ret a\n drop: ret #0';
    expect(redundancy(text, [5, 5]).values).toBe(0);
  });

  test.each([
    [2, 0],
    [3, 1],
    [4, 2],
  ])('%d computations of two instructions count for %d', (times, expected) => {
    const one = (index: number): string =>
      `ld [0]\n and #0xff00\n jeq #${index << 8}, drop\n ld [4]`;
    const tests = Array.from(
      { length: times },
      (_, index) => `${one(index)}\n jeq #${index}, drop`,
    );
    const text = `${tests.join('\n')}\n ret #1\n${REJECT}`;
    expect(redundancy(text, [9, 9, 9, 9, 9, 9, 9, 9]).values).toBe(expected);
  });
});

describe('unneeded', () => {
  test('a load that only an implied test reads is left out with it', () => {
    const text = `ldb [0]\n jeq #5, l1\n ret #0\n l1: ldb [1]\n jeq #6, drop\n ldb [0]\n jne #5, drop\n ret #1\n${REJECT}`;
    expect(redundancy(text, [5, 5])).toMatchObject({ predicates: 1, unneeded: 1 });
  });

  test('a check that an earlier load has made is, one that reaches farther is not', () => {
    expect(redundancy('ldb [3]\n ldb [2]\n ret #1', [1, 1, 1, 1]).unneeded).toBe(1);
    expect(redundancy('ldb [2]\n ldb [3]\n ret #1', [1, 1, 1, 1]).unneeded).toBe(0);
  });

  test('a division that may reject is needed', () => {
    expect(redundancy('ldb [0]\n tax\n ld #8\n div x\n ret #1', [2]).unneeded).toBe(0);
  });
});

test('as many instructions are executed as on the virtual machine', () => {
  const program = assemble(
    'ldb [0]\n jgt #3, big\n ldb [x + 1]\n st M[2]\n ldx M[2]\n neg\n ret a\n big: ldh [1]\n lsh #1\n mod #7\n ret a',
  );
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 20 }), (contents) => {
      const packets = contents.map((bytes) => ({ bytes, wirelen: bytes.length }));
      const vm = new CbpfVm(program);
      const executed = packets.reduce((sum, one) => sum + vm.runCounting(one).executed, 0);
      expect(countsOf(program, packets).executed).toBe(executed);
      const taken = executedPaths(program, packets).reduce((sum, one) => sum + one.packets, 0);
      expect(taken).toBe(packets.length);
    }),
  );
});

const constraint: fc.Arbitrary<Constraint> = fc
  .record({
    mask: fc.oneof(fc.constantFrom(0xff, 0xf0, 0x0f, 0x80, 0x01), fc.nat({ max: 255 })),
    bounds: fc.tuple(fc.nat({ max: 255 }), fc.oneof(fc.constant(0), fc.nat({ max: 40 }))),
    inside: fc.boolean(),
  })
  .map(({ mask, bounds: [low, width], inside }) => ({ mask, low, high: low + width, inside }));

test('whatever a number satisfies is satisfiable', () => {
  let refuted = 0;
  fc.assert(
    fc.property(fc.array(constraint, { maxLength: 6 }), (constraints) => {
      const numbers = Array.from({ length: 256 }, (_, number) => number).filter((number) =>
        constraints.every(
          ({ mask, low, high, inside }) =>
            ((number & mask) >= low && (number & mask) <= high) === inside,
        ),
      );
      const answer = isSatisfiable(constraints, 8);
      refuted += answer ? 0 : 1;
      expect(answer || numbers.length === 0).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(refuted).toBeGreaterThan(300);
});
