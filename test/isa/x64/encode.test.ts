import { expect, test } from 'vitest';
import { type AssembledCode, assemble } from '../../../src/isa/x64/assemble.ts';
import { imm, instruction, mem, reg } from '../../../src/isa/x64/instruction.ts';
import { printInstruction } from '../../../src/isa/x64/print.ts';
import { operandWidth } from '../../../src/isa/x64/select-encoding.ts';
import { InvariantError } from '../../../src/support/invariant.ts';
import { type DecodedLine, hasObjdump, normalized, objdump } from './disassemblers.ts';
import { icedDisassembler } from './iced.ts';
import { instructionSamples } from './instruction-samples.ts';

const SAMPLES = instructionSamples();
const iced = await icedDisassembler();
const objdumpFound = hasObjdump();

/** The samples that `decoded` shows otherwise than we print them, as `ours | theirs`. */
function differences(code: AssembledCode, decoded: readonly DecodedLine[]): readonly string[] {
  const texts = new Map(decoded.map(({ offset, text }) => [offset, text]));
  return SAMPLES.flatMap((sample, index) => {
    const width = operandWidth(sample);
    const ours = normalized(printInstruction(sample), width);
    const theirs = normalized(texts.get(code.offsets[index] ?? -1) ?? 'nothing', width);
    return ours === theirs ? [] : [`${ours} | ${theirs}`];
  });
}

test.skipIf(!objdumpFound)(
  `objdump reads every encoding as we print it${objdumpFound ? '' : ' (skipped: objdump is not installed)'}`,
  () => {
    const code = assemble(SAMPLES);

    expect(SAMPLES.length).toBeGreaterThan(10_000);
    expect(differences(code, objdump(code.bytes))).toEqual([]);
  },
);

test.skipIf(iced === null)(
  `iced-x86 reads every encoding as we print it${iced ? '' : ' (skipped: iced-x86 is not installed)'}`,
  () => {
    const code = assemble(SAMPLES);

    expect(differences(code, iced?.(code.bytes) ?? [])).toEqual([]);
  },
);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test.each([
  [instruction('add', reg('rcx', 32), imm(1)), '83c101'],
  [instruction('add', reg('rcx', 32), imm(0xffffffffn)), '83c1ff'],
  [instruction('add', reg('rcx', 32), imm(0x80)), '81c180000000'],
  [instruction('cmp', reg('rax', 32), imm(0x12345678)), '3d78563412'],
  [instruction('mov', reg('rax', 64), imm(-1)), '48c7c0ffffffff'],
  [instruction('mov', reg('rax', 64), imm(0x123456789n)), '48b88967452301000000'],
  [instruction('shr', reg('rdx', 32), imm(1)), 'd1ea'],
  [instruction('mov', reg('rsi', 8), mem(8, { base: 'r13' })), '418a7500'],
])('the shortest encoding is taken: %#', (one, expected) => {
  expect(hex(assemble([one]).bytes)).toBe(expected);
});

test.each([
  [instruction('mov', reg('rax', 32), reg('rcx', 64)), 'no encoding for mov eax, rcx'],
  [instruction('add', reg('rax', 64), imm(0x80000000n)), 'no encoding for add rax, 0x80000000'],
  [instruction('shl', reg('rax', 32), reg('rdx', 8)), 'no encoding for shl eax, dl'],
  [instruction('mov', reg('rax', 8), mem(8, { base: 'rax', index: 'rsp' })), 'rsp cannot be'],
])('an instruction that the processor lacks is refused: %#', (one, message) => {
  expect(() => assemble([one])).toThrow(InvariantError);
  expect(() => assemble([one])).toThrow(message);
});
