import { assemble } from './assemble.ts';
import {
  type CodeItem,
  imm,
  instruction,
  labelMark,
  labelOperand,
  mem,
  type RegisterOperand,
  reg,
} from './instruction.ts';
import { CALLEE_SAVED, type Register } from './registers.ts';

const START = 0;
const NEXT = 1;
const DONE = 2;

const q = (register: Register): RegisterOperand => reg(register, 64);
const d = (register: Register): RegisterOperand => reg(register, 32);

/** The arrays that the loop walks: where the caller passes them, and where the loop keeps the end. */
const ARRAYS: readonly (readonly [parameter: Register, end: Register])[] = [
  ['rsi', 'r12'],
  ['rdx', 'r13'],
  ['rcx', 'r14'],
  ['r8', 'r15'],
];

/**
 * The loop. `rbp` counts from `-count` to 0 and indexes every array from its end, so that one
 * register counts and indexes. Six saved registers and 8 bytes more align the stack to 16 bytes at
 * the call, as System V wants.
 */
const ITEMS: readonly CodeItem[] = [
  labelMark(START),
  ...CALLEE_SAVED.map((register) => instruction('push', q(register))),
  instruction('sub', q('rsp'), imm(8)),
  instruction('mov', q('rbx'), q('rdi')),
  ...ARRAYS.map(([parameter, end]) =>
    instruction('lea', q(end), mem(64, { base: parameter, index: 'r9', scale: 4 })),
  ),
  instruction('mov', q('rbp'), q('r9')),
  instruction('neg', q('rbp')),
  instruction('je', labelOperand(DONE)),
  labelMark(NEXT),
  instruction('mov', d('rdi'), mem(32, { base: 'r12', index: 'rbp', scale: 4 })),
  instruction('add', q('rdi'), q('rbx')),
  instruction('mov', d('rsi'), mem(32, { base: 'r14', index: 'rbp', scale: 4 })),
  instruction('mov', d('rdx'), mem(32, { base: 'r13', index: 'rbp', scale: 4 })),
  instruction('call', labelOperand(START)),
  instruction('mov', mem(32, { base: 'r15', index: 'rbp', scale: 4 }), d('rax')),
  instruction('inc', q('rbp')),
  instruction('jne', labelOperand(NEXT)),
  labelMark(DONE),
  instruction('add', q('rsp'), imm(8)),
  ...CALLEE_SAVED.toReversed().map((register) => instruction('pop', q(register))),
  instruction('ret'),
];

/**
 * Makes machine code that calls a filter once for each packet of a batch:
 *
 *     void batch(const uint8_t *bytes, const uint32_t *offsets, const uint32_t *caplens,
 *                const uint32_t *wirelens, uint32_t *verdicts, uint64_t count)
 *
 * Packet `i` is the `caplens[i]` bytes at `bytes + offsets[i]`, with `wirelens[i]` bytes on the wire;
 * its verdict goes to `verdicts[i]`. System V calling convention, as the filter has.
 *
 * @param filterOffset where the filter starts, relative to the first byte of the stub: `-0x40` for
 * a filter that starts 64 bytes before it.
 */
export function batchStub(filterOffset: number): Uint8Array {
  const { bytes, offsets } = assemble(ITEMS);
  const call = ITEMS.findIndex((item) => item.kind === 'instruction' && item.mnemonic === 'call');
  const displacementAt = (offsets[call] ?? 0) + 1;
  const code = new DataView(bytes.buffer, bytes.byteOffset);
  code.setInt32(displacementAt, code.getInt32(displacementAt, true) + filterOffset, true);
  return bytes;
}
