import { expect, test } from 'vitest';
import {
  ANCILLARY_BASE,
  ANCILLARY_WORDS,
  ancillaryAt,
  ancillaryNamed,
} from '../../../src/isa/cbpf/ancillary.ts';
import {
  CBPF_OPCODES,
  cbpfOpcode,
  codeOf,
  findCbpfOpcode,
  isConditionalJump,
} from '../../../src/isa/cbpf/opcodes.ts';

test('codes are unique, and so are mnemonics with their operand', () => {
  expect(new Set(CBPF_OPCODES.map(({ code }) => code)).size).toBe(CBPF_OPCODES.length);
  const syntax = CBPF_OPCODES.map(({ mnemonic, operand }) => `${mnemonic} ${operand}`);
  expect(new Set(syntax).size).toBe(CBPF_OPCODES.length);
  for (const op of CBPF_OPCODES) {
    expect(cbpfOpcode(op.code)).toBe(op);
    expect(findCbpfOpcode(op.mnemonic, op.operand)).toBe(op);
    expect(codeOf(op.mnemonic, op.operand)).toBe(op.code);
  }
});

test('class and operand follow from the bits of the opcode', () => {
  const classes = ['ld', 'ldx', 'st', 'stx', 'alu', 'jmp', 'ret', 'misc'];
  for (const { code, class: opcodeClass, operand } of CBPF_OPCODES) {
    expect(opcodeClass).toBe(classes[code & 7]);
    if (opcodeClass === 'alu' || opcodeClass === 'jmp') {
      expect(operand === 'index').toBe((code & 8) !== 0);
    }
  }
});

test('only packet loads have a width', () => {
  const widths = CBPF_OPCODES.filter(({ width }) => width > 0).map(({ code, width }) => [
    code,
    width,
  ]);
  expect(widths).toEqual([
    [0x20, 4],
    [0x28, 2],
    [0x30, 1],
    [0x40, 4],
    [0x48, 2],
    [0x50, 1],
    [0xb1, 1],
  ]);
});

test('what an instruction reads and writes', () => {
  const effect = (code: number): unknown => {
    const op = cbpfOpcode(code);
    return op && [op.reads, op.writes];
  };
  expect(effect(codeOf('add', 'index'))).toEqual([['A', 'X'], ['A']]);
  expect(effect(codeOf('stx', 'scratch'))).toEqual([['X'], ['M']]);
  expect(effect(codeOf('ldxb', 'header-length'))).toEqual([[], ['X']]);
  expect(effect(codeOf('ja', 'target'))).toEqual([[], []]);
  expect(effect(codeOf('ret', 'accumulator'))).toEqual([['A'], []]);
});

test('only jumps with a condition are conditional', () => {
  const names = CBPF_OPCODES.filter(isConditionalJump).map(({ mnemonic }) => mnemonic);
  expect([...new Set(names)]).toEqual(['jeq', 'jgt', 'jge', 'jset']);
  expect(names).toHaveLength(8);
});

test('an instruction that does not exist has no code', () => {
  expect(findCbpfOpcode('ret', 'index')).toBeUndefined();
  expect(() => codeOf('ret', 'index')).toThrow("no cBPF instruction 'ret' with operand index");
});

test('ancillary words lie 4 bytes apart and are found by offset and by name', () => {
  expect(ANCILLARY_WORDS.map(({ offset }) => offset)).toEqual(
    Array.from({ length: 16 }, (_, place) => 4 * place),
  );
  for (const word of ANCILLARY_WORDS) {
    expect(ancillaryAt(ANCILLARY_BASE + word.offset)).toBe(word);
    for (const name of [...word.extensions, word.listing]) {
      expect(ancillaryNamed(name)).toBe(word);
    }
  }
  expect([0, ANCILLARY_BASE - 4, ANCILLARY_BASE + 2, ANCILLARY_BASE + 64].map(ancillaryAt)).toEqual(
    [undefined, undefined, undefined, undefined],
  );
});
