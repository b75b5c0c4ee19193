import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../../src/isa/cbpf/assemble.ts';
import { disassemble } from '../../../src/isa/cbpf/disassemble.ts';
import { CbpfSyntaxError } from '../../../src/isa/cbpf/errors.ts';
import { programs } from './random-program.ts';

/** Programs as `[code, jt, jf, k]` rows. */
function rows(text: string): readonly (readonly number[])[] {
  return assemble(text).map(({ code, jt, jf, k }) => [code, jt, jf, k]);
}

test('labels, two targets, one target, comments', () => {
  const text = `
        ; keeps IPv4 over TCP
        ldh [12]          ; the ethertype
        jeq #0x800, ip, drop
    ip: ldb [23] /* the
                    protocol */ jne #6, drop
        ret #0x40000
drop:   ret #0`;
  expect(rows(text)).toEqual([
    [0x28, 0, 0, 12],
    [0x15, 0, 3, 0x800],
    [0x30, 0, 0, 23],
    [0x15, 0, 1, 6],
    [0x06, 0, 0, 0x40000],
    [0x06, 0, 0, 0],
  ]);
});

test.each([
  ['ld #42', [0x00, 0, 0, 42]],
  ['ldi 42', [0x00, 0, 0, 42]],
  ['ldi #42', [0x00, 0, 0, 42]],
  ['ld #-1', [0x00, 0, 0, 0xffff_ffff]],
  ['ld #0x2A', [0x00, 0, 0, 42]],
  ['ld #0b101010', [0x00, 0, 0, 42]],
  ['ld #052', [0x00, 0, 0, 42]],
  ['ld M[3]', [0x60, 0, 0, 3]],
  ['ld #len', [0x80, 0, 0, 0]],
  ['ld len', [0x80, 0, 0, 0]],
  ['ld [4]', [0x20, 0, 0, 4]],
  ['ld [x + 4]', [0x40, 0, 0, 4]],
  ['ldh [x+4]', [0x48, 0, 0, 4]],
  ['ldb [%x + 14]', [0x50, 0, 0, 14]],
  ['ldb [x + -2]', [0x50, 0, 0, 0xffff_fffe]],
  ['ldx #42', [0x01, 0, 0, 42]],
  ['ldxi 42', [0x01, 0, 0, 42]],
  ['ldx #len', [0x81, 0, 0, 0]],
  ['ldx M[15]', [0x61, 0, 0, 15]],
  ['ldx 4*([14]&0xf)', [0xb1, 0, 0, 14]],
  ['ldxb 4 * ([14] & 0xf)', [0xb1, 0, 0, 14]],
  ['st M[0]', [0x02, 0, 0, 0]],
  ['stx M[1]', [0x03, 0, 0, 1]],
  ['ADD X', [0x0c, 0, 0, 0]],
  ['mod #7', [0x94, 0, 0, 7]],
  ['xor %x', [0xac, 0, 0, 0]],
  ['neg', [0x84, 0, 0, 0]],
  ['ret a', [0x16, 0, 0, 0]],
  ['ret %a', [0x16, 0, 0, 0]],
  ['ret #0xffffffff', [0x06, 0, 0, 0xffff_ffff]],
  ['ld #proto', [0x20, 0, 0, 0xffff_f000]],
  ['ldh #type', [0x28, 0, 0, 0xffff_f004]],
  ['ld #ifidx', [0x20, 0, 0, 0xffff_f008]],
  ['ld #nla', [0x20, 0, 0, 0xffff_f00c]],
  ['ld #nlan', [0x20, 0, 0, 0xffff_f010]],
  ['ld #mark', [0x20, 0, 0, 0xffff_f014]],
  ['ld #queue', [0x20, 0, 0, 0xffff_f018]],
  ['ld #hatype', [0x20, 0, 0, 0xffff_f01c]],
  ['ld rxhash', [0x20, 0, 0, 0xffff_f020]],
  ['ld #cpu', [0x20, 0, 0, 0xffff_f024]],
  ['ld #vlan_tci', [0x20, 0, 0, 0xffff_f02c]],
  ['ldb #vlan_avail', [0x30, 0, 0, 0xffff_f030]],
  ['ldb #vlan_pr', [0x30, 0, 0, 0xffff_f030]],
  ['ld #poff', [0x20, 0, 0, 0xffff_f034]],
  ['ld #rand', [0x20, 0, 0, 0xffff_f038]],
  ['ld #vlan_tpid', [0x20, 0, 0, 0xffff_f03c]],
])('%s', (text, row) => {
  expect(rows(text)).toEqual([row]);
});

test.each([
  ['jeq #1, a, b', [0x15, 0, 1, 1]],
  ['jeq x, b', [0x1d, 1, 0, 0]],
  ['jneq %x, b', [0x1d, 0, 1, 0]],
  ['jlt #1, b', [0x35, 0, 1, 1]],
  ['jle x, b', [0x2d, 0, 1, 0]],
  ['jlt #1, b, a', [0x35, 0, 1, 1]],
  ['jset #0x1fff, b, a', [0x45, 1, 0, 0x1fff]],
  ['ja b', [0x05, 0, 0, 1]],
  ['jmp b', [0x05, 0, 0, 1]],
])('%s', (text, row) => {
  expect(rows(`${text}\na: ret #1\nb: ret #0`)[0]).toEqual(row);
});

test('words that mean something elsewhere can be labels', () => {
  expect(rows('tax x: txa a: ret a mark: ret #0')).toEqual([
    [0x07, 0, 0, 0],
    [0x87, 0, 0, 0],
    [0x16, 0, 0, 0],
    [0x06, 0, 0, 0],
  ]);
});

test.each([
  ['ldh [12]\nfoo #1', "line 2: no instruction is called 'foo'"],
  ['neg x', 'line 1: neg has no form with x'],
  ['ldb #1', 'line 1: ldb has no form with a constant'],
  ['ret x', 'line 1: ret has no form with x'],
  ['st', 'line 1: st has no form with no operand'],
  ['ld #', 'line 1: expected a number, found the end'],
  ['ld #foo', "line 1: expected a number, 'len' or an extension, found 'foo'"],
  ['ld #089', "line 1: expected a number, found '089'"],
  ['ld #0x1ffffffff', 'line 1: 0x1ffffffff does not fit in 32 bits'],
  ['ld #-2147483649', 'line 1: 2147483649 does not fit in 32 bits'],
  ['ldxb 5*([14]&0xf)', "line 1: expected 4, found '5'"],
  ['ldxb 4*([14]&0xff)', "line 1: expected 0xf, found '0xff'"],
  ['ld [x - 4]', "line 1: expected '+', found '-'"],
  ['\n\njeq #1\nret #0', "line 4: expected ',', found 'ret'"],
  ['ja L1\nret #0', "line 1: no label 'L1'"],
  ['L1: ret #0\nL1: ret #1', "line 2: label 'L1' stands twice"],
  ['L1: ret #0\nja L1', "line 2: 'L1' stands before the jump; jumps only go forward"],
  ['L1: jeq #0, L1\nret #0', "line 1: 'L1' stands before the jump; jumps only go forward"],
  ['/* never\nclosed', "line 1: '/*' without '*/'"],
  ['ret #0\n@', 'line 2: unexpected character "@"'],
])('%j is refused', (text, message) => {
  expect(() => assemble(text)).toThrow(
    new CbpfSyntaxError(message.replace(/^line \d+: /, ''), {
      line: Number(/\d+/.exec(message)?.[0]),
    }),
  );
});

test('a conditional jump of 255 instructions fits, one of 256 names its line', () => {
  const far = (count: number): string =>
    `neg\njset #1, L1, L2\nL1: ${'neg\n'.repeat(count)}L2: ret #0`;
  expect(rows(far(255))[1]).toEqual([0x45, 0, 255, 1]);
  expect(() => assemble(far(256))).toThrow(
    "line 2: 'L2' is 256 instructions away, and a conditional jump skips at most 255",
  );
});

test('ja reaches any label', () => {
  expect(rows(`ja L1\n${'neg\n'.repeat(70_000)}L1: ret #0`)[0]).toEqual([0x05, 0, 0, 70_000]);
});

test('prints what reads best', () => {
  const program = assemble(`
    ldh [12]
    jeq #0x800, next, drop
next: jset #0x1fff, on, drop
on: jgt x, more, drop
more: ldxb 4*([14]&0xf)
    ldb [x + 14]
    jlt #0x80000000, far
    ld #vlan_avail
    ld [0xfffff028]
    ret #262144
far: ret a
drop: ret #0`);
  expect(disassemble(program)).toBe(`\
        ldh [12]
        jne #0x800, L11
        jset #0x1fff, L3, L11
L3:     jle x, L11
        ldxb 4*([14]&0xf)
        ldb [x + 14]
        jlt #0x80000000, L10
        ld #vlan_avail
        ld [0xfffff028]
        ret #262144
L10:    ret a
L11:    ret #0
`);
});

test('what it prints, it reads', () => {
  fc.assert(
    fc.property(programs, (program) => {
      expect(assemble(disassemble(program))).toEqual(program);
    }),
    { numRuns: 500 },
  );
});

test('a program that has no text is refused with the index', () => {
  const ret = { code: 0x06, jt: 0, jf: 0, k: 0 };
  expect(() => disassemble([ret, { ...ret, code: 0x55 }])).toThrow(
    expect.objectContaining({ code: 'CBPF_OPCODE', index: 1 }),
  );
  expect(() => disassemble([{ code: 0x15, jt: 0, jf: 9, k: 0 }, ret])).toThrow(
    expect.objectContaining({ code: 'CBPF_JUMP_RANGE', index: 0 }),
  );
});

test('any text is read or refused, never worse', () => {
  const words = [
    'ld',
    'jeq',
    'x',
    'a',
    'M',
    '[',
    ']',
    '#',
    '1',
    ',',
    ':',
    '(',
    '*',
    '-',
    '\n',
    ';',
    '/*',
    '%',
  ];
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        expect(Array.isArray(assemble(text))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(CbpfSyntaxError);
      }
    }),
    { numRuns: 1_000 },
  );
});
