import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { liftCbpf } from '../../../src/frontend/cbpf/lift.ts';
import { interpret, prepare } from '../../../src/interpret/interpret.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { assemble } from '../../../src/isa/cbpf/assemble.ts';
import { BytecodeError } from '../../../src/isa/cbpf/errors.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { verify } from '../../../src/verify/verify.ts';
import { freebsdVectors, VECTORS_MISSING } from '../../engine/freebsd-vectors.ts';
import { BLESS, fileTests } from '../../filetest.ts';
import { cbpfPrograms } from '../../generators/cbpf-programs.ts';
import { packetRecipes } from '../../generators/packets.ts';

for (const { name, input, expected, runs, header, bless } of fileTests('frontend/cbpf', '.asm')) {
  test(name, () => {
    const filter = liftCbpf(assemble(input), { linux: header('linux') === 'yes' });
    const actual = printFilter(filter).trim();
    if (BLESS) {
      bless(actual);
    }

    expect(verify(filter)).toEqual([]);
    expect(actual).toBe(BLESS ? actual : expected);
    expect(runs).not.toEqual([]);
    for (const { text, packet, verdict } of runs) {
      expect(interpret(filter, packet), text).toBe(verdict);
    }
  });
}

describe(`FreeBSD's programs${VECTORS_MISSING === null ? '' : ` (skipped: ${VECTORS_MISSING})`}`, () => {
  const vectors = freebsdVectors();

  test.skipIf(VECTORS_MISSING !== null)('the valid ones give their result through the IR', () => {
    const valid = vectors.filter(({ invalid }) => !invalid);
    expect(valid).toHaveLength(76);
    for (const { name, program, packet, expect: verdict } of valid) {
      const filter = liftCbpf(program);
      expect(verify(filter), name).toEqual([]);
      expect(interpret(filter, packet), name).toBe(verdict);
    }
  });

  test.skipIf(VECTORS_MISSING !== null)('the invalid ones are refused', () => {
    for (const { name, program } of vectors.filter(({ invalid }) => invalid)) {
      expect(() => liftCbpf(program), name).toThrow(BytecodeError);
    }
  });
});

test('the lifted filter and the program give the same verdict', () => {
  const ends = new Map<string, number>();
  fc.assert(
    fc.property(
      cbpfPrograms,
      fc.array(packetRecipes, { minLength: 3, maxLength: 10 }),
      (program, recipes) => {
        const filter = liftCbpf(program);
        expect(verify(filter), printFilter(filter)).toEqual([]);
        const [vm, run] = [new CbpfVm(program), prepare(filter)];
        for (const recipe of recipes) {
          const packet = recipe.packetFor(filter);
          const verdict = vm.run({ bytes: packet.bytes, wirelen: packet.wirelen });
          ends.set(verdict === 0 ? 'reject' : 'accept', 1);
          expect(run(packet), printFilter(filter)).toBe(verdict);
        }
      },
    ),
    { numRuns: 2000 },
  );
  expect([...ends.keys()].toSorted(), 'both verdicts occur').toEqual(['accept', 'reject']);
});

test('an empty program accepts every packet whole', () => {
  expect(printFilter(liftCbpf([], { name: 'all' }))).toBe(
    'filter @all {\nb0:\n  return 0xffffffff\n}\n',
  );
});

test('an invalid program is refused by the index of the instruction', () => {
  const program: CbpfProgram = [
    { code: 0x00, jt: 0, jf: 0, k: 1 },
    { code: 0x34, jt: 0, jf: 0, k: 0 },
    { code: 0x16, jt: 0, jf: 0, k: 0 },
  ];
  expect(() => liftCbpf(program)).toThrow(
    expect.objectContaining({ code: 'CBPF_DIVISION_BY_ZERO', index: 1 }),
  );
});

describe('what only the Linux kernel has', () => {
  test.each([
    ['ld #rand', 'kernel random'],
    ['ld #nla', 'kernel nlattr v0, v1'],
    ['ld #nlan', 'kernel nlattr_nest v0, v1'],
    ['ldb [0xfff00009]', 'kernel load1 v2'],
    ['ldh [0xffe00009]', 'kernel load2 v2'],
    ['ld [x + 0xffe00009]', 'kernel load4 v3'],
    ['ldxb 4*([0xfff00000]&0xf)\ntxa', 'kernel load1 v2'],
  ])('%s', (load, written) => {
    const filter = liftCbpf(assemble(`ld #1\nldx #2\n${load}\nret a`), { linux: true });
    expect(printFilter(filter)).toContain(written);
  });

  test('a word that does not exist is refused', () => {
    expect(() => liftCbpf(assemble('ld [0xfffff001]\nret a'), { linux: true })).toThrow(
      expect.objectContaining({ code: 'CBPF_ANCILLARY', index: 0 }),
    );
  });
});

test('a program of 200,000 instructions is lifted in linear time', () => {
  const tests = Array.from({ length: 100_000 }, (_, index) => [
    { code: 0x30, jt: 0, jf: 0, k: index % 64 },
    { code: 0x15, jt: 0, jf: (index + 1) % 2, k: index % 256 },
  ]);
  const filter = liftCbpf([...tests.flat(), { code: 0x16, jt: 0, jf: 0, k: 0 }]);
  expect(filter.blockCount).toBeGreaterThan(100_000);
});
