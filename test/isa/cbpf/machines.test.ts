import { describe, expect, test } from 'vitest';
import { parseProgram } from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { firstNotTaken, machineNamed, SECCOMP } from '../../../src/isa/cbpf/machines.ts';
import { recognizeMachine } from '../../../src/isa/cbpf/recognize-machine.ts';
import { socketMemory } from '../../../src/isa/cbpf/socket-memory.ts';

const program = (text: string): CbpfProgram => parseProgram(text.replaceAll('; ', '\n'), 'asm');

test.each([
  ['ld [0]; ret #0x7fff0000'],
  ['ld [4]; jne #0xc000003e, k; ret #0x50001; k: ret #0'],
  ['ret #0x7fff0000'],
  ['ld [60]; ret #0x80000000'],
  ['ld #len; tax; ret #0x7ffc0000'],
  ['ld [0]; xor #5; ret #0x30001'],
  ['ld [0]; and #0xff; or #0x50000; ret a'],
])('%s is for seccomp', (text) => {
  expect(recognizeMachine(program(text))).toBe(SECCOMP);
});

test.each([
  ['a length', 'ld [0]; ret #0x40000'],
  ['all', 'ld [0]; ret #0xffffffff'],
  ['as much as there can be', 'ld [0]; ret #0x7fffffff'],
  ['1 beside an action', 'ld [0]; jeq #1, a, b; a: ret #1; b: ret #0x7fff0000'],
  ['what it has loaded', 'ld [0]; ret a'],
  ['nothing', 'ld [0]; ret #0'],
  ['an action, of a byte', 'ldb [0]; ret #0x7fff0000'],
  ['an action, of a half', 'ldh [2]; ret #0x7fff0000'],
  ['an action, of a word across two', 'ld [2]; ret #0x7fff0000'],
  ['an action, of a word behind the data', 'ld [64]; ret #0x7fff0000'],
  ['an action, of an ancillary word', 'ld #proto; ret #0x7fff0000'],
  ['an action, of a word behind X', 'ldx #0; ld [x + 0]; ret #0x7fff0000'],
  ['an action, of a header length', 'ldxb 4*([14]&0xf); ret #0x7fff0000'],
  ['an action, by a remainder', 'ld [0]; mod #3; ret #0x7fff0000'],
])('a program that yields %s may be for packets', (_, text) => {
  expect(recognizeMachine(program(text))).toBeNull();
});

describe('an instruction that a machine does not take', () => {
  test.each([
    ['seccomp', 'ld [0]; ldb [23]; ret #0', 1, 'it loads words at constant offsets only'],
    ['seccomp', 'ld [18]; ret #0', 0, 'it loads words at multiples of 4 below 64 only'],
    ['seccomp', 'ld [0]; mod #3; ret a', 1, 'it has no mod'],
    ['bsd', 'ld [0]; xor #3; ret a', 1, 'it has no xor'],
  ])('%s: %s', (machine, text, index, reason) => {
    expect(firstNotTaken(program(text), machineNamed(machine))).toEqual({ index, reason });
  });

  test.each(['libpcap', 'socket', 'xt_bpf', 'tc'])('%s takes any', (machine) => {
    expect(
      firstNotTaken(program('ldb [1]; mod #3; xor x; ret a'), machineNamed(machine)),
    ).toBeNull();
  });
});

test('the memory of a socket goes by what the kernel makes of loads', () => {
  const [load, jump] = [program('ldb [0]; ret #1'), program('jne #1, L; L: ret #1')].map(
    ([first]) =>
      socketMemory(first === undefined ? [] : Array.from({ length: 1_000 }, () => first)),
  );
  // On Linux 6.18, 1,364 of the loads and a return are the most for 131,072 bytes.
  expect((1_364 * (load ?? 0)) / 1_000).toBeCloseTo(131_072, -3);
  expect(jump).toBeLessThan((load ?? 0) / 5);
});
