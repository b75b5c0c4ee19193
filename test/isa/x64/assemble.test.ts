import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AssembledCode, assemble } from '../../../src/isa/x64/assemble.ts';
import {
  type CodeItem,
  imm,
  instruction,
  type Label,
  labelMark,
  labelOperand,
  reg,
} from '../../../src/isa/x64/instruction.ts';
import { printListing } from '../../../src/isa/x64/listing.ts';
import { InvariantError } from '../../../src/support/invariant.ts';

/** Where each jump of `code` goes, as the bytes say: `[end of the jump, distance, is short]`. */
function jumpsOf(code: AssembledCode): readonly (readonly [Label, number, number, boolean])[] {
  const view = new DataView(code.bytes.buffer, code.bytes.byteOffset, code.bytes.length);
  return code.items.flatMap((item, index) => {
    const target = item.kind === 'instruction' ? item.operands[0] : undefined;
    if (target?.kind !== 'label') {
      return [];
    }
    const start = code.offsets[index] ?? 0;
    const end = code.offsets[index + 1] ?? code.bytes.length;
    const short = end - start === 2;
    const distance = short ? view.getInt8(end - 1) : view.getInt32(end - 4, true);
    return [[target.label, end, distance, short] as const];
  });
}

function offsetsOfLabels({ items, offsets }: AssembledCode): ReadonlyMap<Label, number> {
  const found = new Map<Label, number>();
  for (const [index, item] of items.entries()) {
    if (item.kind === 'label') {
      found.set(item.label, offsets[index] ?? -1);
    }
  }
  return found;
}

/** Lists of `count` labelled places, each followed by some bytes of code and a jump anywhere. */
const programs = fc
  .array(
    fc.record({
      padding: fc.nat({ max: 12 }),
      jump: fc.constantFrom('jmp', 'jb', 'je', 'call'),
      target: fc.nat(),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((places) =>
    places.flatMap(({ padding, jump, target }, index): CodeItem[] => [
      labelMark(index),
      ...Array.from({ length: padding }, () => instruction('add', reg('rax', 32), imm(1000))),
      instruction(jump as 'jmp', labelOperand(target % places.length)),
    ]),
  );

test('jumps reach their labels, and are near only where they must be', () => {
  fc.assert(
    fc.property(programs, (items) => {
      const code = assemble([...items, instruction('ret')]);
      const labels = offsetsOfLabels(code);
      for (const [label, end, distance, short] of jumpsOf(code)) {
        expect(end + distance).toBe(labels.get(label));
        const isCall = code.bytes[end - 5] === 0xe8;
        expect(short || isCall || distance < -128 || distance > 127).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('a jump of 127 bytes is short and one of 128 is near', () => {
  const over = (count: number): number =>
    assemble([
      instruction('jmp', labelOperand(0)),
      ...Array.from({ length: count }, () => instruction('nop')),
      labelMark(0),
      instruction('ret'),
    ]).bytes[0] ?? 0;

  expect(over(127)).toBe(0xeb);
  expect(over(128)).toBe(0xe9);
});

test('one jump that grows pushes all before it out of reach', () => {
  const count = 1000;
  const items: CodeItem[] = [];
  for (let index = 0; index < count; index += 1) {
    items.push(labelMark(index), instruction('je', labelOperand(index + 62)));
  }
  for (let index = count; index <= count + 62; index += 1) {
    items.push(labelMark(index), instruction('add', reg('rcx', 32), imm(1)));
  }
  const shorts = jumpsOf(assemble(items)).filter(([, , , short]) => short);

  expect(shorts.length).toBe(0);
});

test('code of 400,000 instructions assembles in linear time', () => {
  const items = Array.from({ length: 200_000 }, (_, index): CodeItem[] => [
    labelMark(index),
    instruction('cmp', reg('rax', 32), imm(index)),
    instruction('je', labelOperand((index * 7919) % 200_000)),
  ]).flat();

  expect(assemble(items).bytes.length).toBeGreaterThan(2_000_000);
});

test('a label must be marked once', () => {
  expect(() => assemble([instruction('jmp', labelOperand(3))])).toThrow('L3 is not marked');
  expect(() => assemble([labelMark(1), labelMark(1)])).toThrow(InvariantError);
});

test('a listing shows offsets, bytes and labels', () => {
  const code = assemble([
    instruction('cmp', reg('rdx', 32), imm(14)),
    instruction('jb', labelOperand(1)),
    instruction('mov', reg('rax', 32), imm(0x40000)),
    labelMark(1),
    instruction('ret'),
  ]);

  expect(printListing(code)).toBe(
    [
      '0000  83 fa 0e                       cmp edx, 0xe',
      '0003  72 05                          jb L1',
      '0005  b8 00 00 04 00                 mov eax, 0x40000',
      'L1:',
      '000a  c3                             ret',
      '',
    ].join('\n'),
  );
});
