import { CONDITIONS } from './condition.ts';
import { type Encoding, parseEncoding } from './encoding-notation.ts';
import type { Mnemonic } from './instruction.ts';

/** A mnemonic, its operands, and its bytes, in the notation of `encoding-notation.ts`. */
type Row = readonly [mnemonic: Mnemonic, operands: string, bytes: string];

/** The eight two-operand instructions that share one pattern of opcodes; the index is the digit. */
const ARITHMETIC = ['add', 'or', 'adc', 'sbb', 'and', 'sub', 'xor', 'cmp'] as const;

function arithmeticRows(mnemonic: Mnemonic, digit: number): readonly Row[] {
  const opcode = (low: number): string => (digit * 8 + low).toString(16).padStart(2, '0');
  return [
    [mnemonic, 'AL,Ib', opcode(4)],
    [mnemonic, 'Eb,Ib', `80 /${digit}`],
    [mnemonic, 'Ev,Is', `83 /${digit}`],
    [mnemonic, 'rAX,Iz', opcode(5)],
    [mnemonic, 'Ev,Iz', `81 /${digit}`],
    [mnemonic, 'Eb,Gb', `${opcode(0)} /r`],
    [mnemonic, 'Ev,Gv', `${opcode(1)} /r`],
    [mnemonic, 'Gb,Eb', `${opcode(2)} /r`],
    [mnemonic, 'Gv,Ev', `${opcode(3)} /r`],
  ];
}

/** The shifts and rotations, with their digits. */
const SHIFTS = [
  ['rol', 0],
  ['ror', 1],
  ['shl', 4],
  ['shr', 5],
  ['sar', 7],
] as const;

function shiftRows([mnemonic, digit]: readonly [Mnemonic, number]): readonly Row[] {
  return [
    [mnemonic, 'Eb,1', `d0 /${digit}`],
    [mnemonic, 'Eb,Ib', `c0 /${digit}`],
    [mnemonic, 'Eb,CL', `d2 /${digit}`],
    [mnemonic, 'Ev,1', `d1 /${digit}`],
    [mnemonic, 'Ev,Ib', `c1 /${digit}`],
    [mnemonic, 'Ev,CL', `d3 /${digit}`],
  ];
}

function conditionRows(condition: (typeof CONDITIONS)[number], code: number): readonly Row[] {
  const opcode = (high: number): string => (high + code).toString(16);
  return [
    [`j${condition}`, 'Jb', opcode(0x70)],
    [`j${condition}`, 'Jz', `0f ${opcode(0x80)}`],
    [`set${condition}`, 'Eb', `0f ${opcode(0x90)} /0`],
    [`cmov${condition}`, 'Gv,Ev', `0f ${opcode(0x40)} /r`],
  ];
}

/**
 * Every encoding that the assembler knows. Where several fit an instruction, the first is taken, so
 * shorter ones stand above longer ones.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapters 3 to 5
 * and appendix A.
 */
const ROWS: readonly Row[] = [
  ...ARITHMETIC.flatMap(arithmeticRows),
  ...SHIFTS.flatMap(shiftRows),
  ...CONDITIONS.flatMap(conditionRows),

  ['mov', 'Eb,Gb', '88 /r'],
  ['mov', 'Ev,Gv', '89 /r'],
  ['mov', 'Gb,Eb', '8a /r'],
  ['mov', 'Gv,Ev', '8b /r'],
  ['mov', 'Zb,Ib', 'b0'],
  ['mov', 'Zw,Iv', 'b8'],
  ['mov', 'Zd,Iv', 'b8'],
  ['mov', 'Eb,Ib', 'c6 /0'],
  ['mov', 'Ev,Iz', 'c7 /0'],
  ['mov', 'Zq,Iv', 'b8'],

  ['movzx', 'Gv,Eb', '0f b6 /r'],
  ['movzx', 'Gv,Ew', '0f b7 /r'],
  ['movsx', 'Gv,Eb', '0f be /r'],
  ['movsx', 'Gv,Ew', '0f bf /r'],
  ['movsxd', 'Gq,Ed', '63 /r'],
  ['movbe', 'Gv,Mv', '0f 38 f0 /r'],
  ['movbe', 'Mv,Gv', '0f 38 f1 /r'],
  ['bswap', 'Zy', '0f c8'],
  ['lea', 'Gv,Mv', '8d /r'],
  ['xchg', 'Eb,Gb', '86 /r'],
  ['xchg', 'Ev,Gv', '87 /r'],
  ['push', 'Zq', 'd64 50'],
  ['pop', 'Zq', 'd64 58'],

  ['test', 'AL,Ib', 'a8'],
  ['test', 'Eb,Ib', 'f6 /0'],
  ['test', 'rAX,Iz', 'a9'],
  ['test', 'Ev,Iz', 'f7 /0'],
  ['test', 'Eb,Gb', '84 /r'],
  ['test', 'Ev,Gv', '85 /r'],
  ['inc', 'Eb', 'fe /0'],
  ['inc', 'Ev', 'ff /0'],
  ['dec', 'Eb', 'fe /1'],
  ['dec', 'Ev', 'ff /1'],
  ['not', 'Eb', 'f6 /2'],
  ['not', 'Ev', 'f7 /2'],
  ['neg', 'Eb', 'f6 /3'],
  ['neg', 'Ev', 'f7 /3'],
  ['mul', 'Ev', 'f7 /4'],
  ['imul', 'Gv,Ev', '0f af /r'],
  ['imul', 'Gv,Ev,Is', '6b /r'],
  ['imul', 'Gv,Ev,Iz', '69 /r'],
  ['div', 'Ev', 'f7 /6'],
  ['idiv', 'Ev', 'f7 /7'],
  ['shlx', 'Gy,Ey,By', 'vex.66.0f38 f7 /r'],
  ['sarx', 'Gy,Ey,By', 'vex.f3.0f38 f7 /r'],
  ['shrx', 'Gy,Ey,By', 'vex.f2.0f38 f7 /r'],
  ['rorx', 'Gy,Ey,Ib', 'vex.f2.0f3a f0 /r'],
  ['bt', 'Ev,Gv', '0f a3 /r'],
  ['bt', 'Ev,Ib', '0f ba /4'],

  ['jmp', 'Jb', 'eb'],
  ['jmp', 'Jz', 'e9'],
  ['jmp', 'Eq', 'd64 ff /4'],
  ['call', 'Jz', 'e8'],
  ['call', 'Eq', 'd64 ff /2'],
  ['ret', '', 'c3'],
  ['nop', '', '90'],
  ['nop', 'Ev', '0f 1f /0'],
];

/** The encodings of each mnemonic, in order of preference. */
export const ENCODINGS: ReadonlyMap<Mnemonic, readonly Encoding[]> = encodingsByMnemonic();

function encodingsByMnemonic(): ReadonlyMap<Mnemonic, readonly Encoding[]> {
  const found = new Map<Mnemonic, Encoding[]>();
  for (const [mnemonic, operands, bytes] of ROWS) {
    const list = found.get(mnemonic) ?? [];
    list.push(parseEncoding(operands, bytes));
    found.set(mnemonic, list);
  }
  return found;
}
