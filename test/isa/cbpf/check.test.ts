import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../../src/isa/cbpf/assemble.ts';
import { checkProgram, requireValid } from '../../../src/isa/cbpf/check.ts';
import { BytecodeError } from '../../../src/isa/cbpf/errors.ts';
import { parseProgram } from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import {
  KERNEL_RULES,
  LIBPCAP_RULES,
  NO_ANCILLARY,
  STRUCTURAL_RULES,
} from '../../../src/isa/cbpf/validity-rules.ts';
import { programs } from './random-program.ts';

/** The violations of a program in decimal fields, `40 0 0 12; 6 0 0 0`, as `CODE@index`. */
function violations(fields: string): readonly string[] {
  const lines = fields.split(';');
  const program = parseProgram(`${lines.length}\n${lines.join('\n')}`, 'ddd');
  return checkProgram(program).map(({ code, index }) => `${code}@${index}`);
}

test.each([
  ['an opcode that does not exist', '85 0 0 0; 6 0 0 0', ['CBPF_OPCODE@0']],
  ['ret x is none', '14 0 0 0; 6 0 0 0', ['CBPF_OPCODE@0']],
  ['ja to the end', '5 0 0 1; 6 0 0 0', ['CBPF_JUMP_RANGE@0']],
  ['ja far past the end', '5 0 0 4294967295; 6 0 0 0', ['CBPF_JUMP_RANGE@0']],
  ['true target past the end', '0 0 0 0; 21 1 0 0; 6 0 0 0', ['CBPF_JUMP_RANGE@1']],
  ['false target past the end', '0 0 0 0; 29 0 1 0; 6 0 0 0', ['CBPF_JUMP_RANGE@1']],
  ['div by 0', '52 0 0 0; 6 0 0 0', ['CBPF_DIVISION_BY_ZERO@0']],
  ['mod by 0', '148 0 0 0; 6 0 0 0', ['CBPF_DIVISION_BY_ZERO@0']],
  ['div by x', '60 0 0 0; 6 0 0 0', []],
  ['lsh by 32', '100 0 0 32; 6 0 0 0', ['CBPF_SHIFT_RANGE@0']],
  ['rsh by 2^32 - 1', '116 0 0 4294967295; 6 0 0 0', ['CBPF_SHIFT_RANGE@0']],
  ['rsh by 31', '116 0 0 31; 6 0 0 0', []],
  ['st M[16]', '2 0 0 16; 6 0 0 0', ['CBPF_SCRATCH_INDEX@0']],
  ['ldx M[2^31]', '97 0 0 2147483648; 6 0 0 0', ['CBPF_SCRATCH_INDEX@0']],
  ['no return', '6 0 0 0; 0 0 0 0', ['CBPF_NO_RETURN@1']],
  ['ends in a return of a', '22 0 0 0', []],
  ['an ancillary word', '32 0 0 4294963200; 6 0 0 0', []],
  ['no ancillary word', '40 0 0 4294963201; 6 0 0 0', ['CBPF_ANCILLARY@0']],
  ['x-relative from there', '64 0 0 4294963264; 6 0 0 0', []],
  [
    'several, by index',
    '2 0 0 99; 100 0 0 40; 85 0 0 0; 5 0 0 9',
    [
      'CBPF_SCRATCH_INDEX@0',
      'CBPF_SHIFT_RANGE@1',
      'CBPF_OPCODE@2',
      'CBPF_JUMP_RANGE@3',
      'CBPF_NO_RETURN@3',
    ],
  ],
])('%s', (_, fields, expected) => {
  expect(violations(fields)).toEqual(expected);
});

test.each([
  ['written before', 'st M[3]  ld M[3]  ret a', []],
  ['never written', 'ldx M[3]  ret a', [0]],
  ['another word written', 'st M[2]  ld M[3]  ret a', [1]],
  ['written on both paths', 'jeq #0, T, F  T: st M[1] ja J  F: stx M[1]  J: ld M[1]  ret a', []],
  ['written on one path', 'jeq #0, T, J  T: st M[1]  J: ld M[1]  ret a', [2]],
  ['skipped by ja', 'ja J  st M[1]  J: ld M[1]  ret a', [2]],
  ['where nothing gets to', 'ja J  ld M[1]  J: ret a', []],
  [
    'written on all real paths, but a return stands before',
    'jeq #0, T, F  T: st M[1]  jeq #1, J, F  F: ret #0  J: ld M[1]  ret a',
    [4],
  ],
  ['after a return, as the kernel sees it', 'ret #0  ld M[1]  ret a', [1]],
])('scratch memory %s', (_, text, expected) => {
  const found = checkProgram(assemble(text));
  expect(found.map(({ index }) => index)).toEqual(expected);
  expect(found.every(({ code }) => code === 'CBPF_SCRATCH_UNWRITTEN')).toBe(true);
  expect(checkProgram(assemble(text), { rules: LIBPCAP_RULES })).toEqual([]);
});

test('1 to 4096 instructions', () => {
  const returns = (count: number): CbpfProgram =>
    Array.from({ length: count }, () => ({ code: 6, jt: 0, jf: 0, k: 0 }));
  expect(checkProgram(returns(1))).toEqual([]);
  expect(checkProgram(returns(4096))).toEqual([]);
  expect(checkProgram(returns(0))).toMatchObject([{ code: 'CBPF_LENGTH', index: 0 }]);
  expect(checkProgram(returns(4097))).toMatchObject([{ code: 'CBPF_LENGTH', index: 4096 }]);
  expect(checkProgram(returns(5000), { rules: STRUCTURAL_RULES })).toEqual([]);
});

test('ancillary words may be refused', () => {
  const program = assemble('ld #vlan_tci  ret a');
  expect(checkProgram(program, { rules: [...LIBPCAP_RULES, NO_ANCILLARY] })).toEqual([
    { code: 'CBPF_ANCILLARY', index: 0, message: 'load of ancillary word 0xfffff02c' },
  ]);
});

test.each([
  ['85 0 0 0', 'no opcode 0x55'],
  ['5 0 0 7', 'jump to 8, but the program has 2 instructions'],
  ['5 0 0 4294967295', 'jump back to 0, but jumps only go forward'],
  ['52 0 0 0', 'div by constant 0'],
  ['100 0 0 32', 'lsh by 32 bits, expected 0 to 31'],
  ['96 0 0 16', 'M[16], expected M[0] to M[15]'],
  ['96 0 0 3', 'M[3] is read, but not every path has written it'],
  ['32 0 0 4294963201', 'no ancillary word at 0xfffff001'],
])('%s: %s', (fields, message) => {
  const program = parseProgram(`2\n${fields}\n6 0 0 0`, 'ddd');
  expect(() => requireValid(program)).toThrow(`instruction 0: ${message}`);
});

test('the first violation is thrown with its code and index', () => {
  const program = assemble('st M[20]  add #1');
  expect(() => requireValid(program)).toThrow(BytecodeError);
  expect(() => requireValid(program)).toThrow(
    expect.objectContaining({ code: 'CBPF_SCRATCH_INDEX', index: 0 }),
  );
  expect(() => requireValid(assemble('ret #0'))).not.toThrow();
  expect(() => requireValid([])).toThrow('the program has 0 instructions, expected 1 to 4096');
  expect(() => requireValid(assemble('tax'))).toThrow('the last instruction is not a return');
});

test('random programs keep the structural rules', () => {
  fc.assert(
    fc.property(programs, (program) => {
      expect(checkProgram(program, { rules: STRUCTURAL_RULES })).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('the rules have unique codes', () => {
  expect(new Set(KERNEL_RULES.map(({ code }) => code)).size).toBe(KERNEL_RULES.length);
});

const path = '../shared/data/vectors/cbpf-freebsd.json';

/** A row of the vectors, as far as this test goes. */
interface VectorRow {
  readonly name: string;
  readonly insns: readonly (readonly [number, number, number, number])[];
  readonly invalid: number;
}

test.skipIf(!existsSync(path))(
  `the invalid programs of FreeBSD's tests are refused, the others are not (skipped where ${path} is absent)`,
  () => {
    const refused: Record<string, readonly unknown[]> = {};
    for (const row of JSON.parse(readFileSync(path, 'utf8')) as readonly VectorRow[]) {
      const program = row.insns.map(([code, jt, jf, k]) => ({ code, jt, jf, k }));
      const found = checkProgram(program, { rules: LIBPCAP_RULES });
      expect(found.length > 0, row.name).toBe(row.invalid === 1);
      if (found[0] !== undefined) {
        refused[row.name] = [found[0].code, found[0].index];
      }
    }
    expect(refused).toEqual({
      test0001: ['CBPF_OPCODE', 0],
      test0075: ['CBPF_SCRATCH_INDEX', 1],
      test0076: ['CBPF_SCRATCH_INDEX', 1],
      test0077: ['CBPF_SCRATCH_INDEX', 1],
      test0078: ['CBPF_SCRATCH_INDEX', 1],
      test0081: ['CBPF_JUMP_RANGE', 1],
      test0082: ['CBPF_JUMP_RANGE', 1],
      test0083: ['CBPF_NO_RETURN', 0],
    });
  },
);
