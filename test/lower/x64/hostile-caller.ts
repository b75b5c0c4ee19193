import { assemble } from '../../../src/isa/x64/assemble.ts';
import {
  type CodeItem,
  imm,
  instruction,
  labelMark,
  labelOperand,
  mem,
  type RegisterOperand,
  reg,
} from '../../../src/isa/x64/instruction.ts';
import { CALLEE_SAVED, type Register } from '../../../src/isa/x64/registers.ts';

const FILTER = 0;
const BROKEN = 1;

/** What is put where a filter must not rely on anything; no valid address. */
const GARBAGE = 0xbad0_bad1_0000_0000n;

const q = (register: Register): RegisterOperand => reg(register, 64);

const patternOf = (index: number): bigint => 0x1122_3344_5566_7700n + BigInt(index);

/** Sets `register` to a pattern, or faults where it no longer has it. `rcx` is overwritten. */
const setPattern = (register: Register, index: number): CodeItem =>
  instruction('mov', q(register), imm(patternOf(index)));
const checkPattern = (register: Register, index: number): readonly CodeItem[] => [
  instruction('mov', q('rcx'), imm(patternOf(index))),
  instruction('cmp', q(register), q('rcx')),
  instruction('jne', labelOperand(BROKEN)),
];

/**
 * Wraps a filter into a caller that makes the most of the System V calling convention: the upper
 * halves of `wirelen` and `caplen` and all other registers hold garbage. It faults (by reading
 * address 0) if the filter does not preserve the registers that are the caller's, or a word of the
 * caller's stack.
 */
export function withHostileCaller(filter: Uint8Array): Uint8Array {
  const items: readonly CodeItem[] = [
    ...CALLEE_SAVED.map((register) => instruction('push', q(register))),
    ...CALLEE_SAVED.map(setPattern),
    setPattern('rax', 100),
    instruction('push', q('rax')),
    instruction('mov', q('rax'), imm(GARBAGE)),
    instruction('or', q('rsi'), q('rax')),
    instruction('or', q('rdx'), q('rax')),
    ...(['rcx', 'r8', 'r9', 'r10', 'r11'] as const).map((register) =>
      instruction('mov', q(register), q('rax')),
    ),
    instruction('call', labelOperand(FILTER)),
    instruction('pop', q('rdx')),
    ...checkPattern('rdx', 100),
    ...CALLEE_SAVED.flatMap(checkPattern),
    ...CALLEE_SAVED.toReversed().map((register) => instruction('pop', q(register))),
    instruction('ret'),
    labelMark(BROKEN),
    instruction('mov', reg('rax', 32), mem<Register>(32, { disp: 0 })),
    labelMark(FILTER),
  ];
  const caller = assemble([...items, instruction('nop')]).bytes.slice(0, -1);
  return Uint8Array.of(...caller, ...filter);
}
