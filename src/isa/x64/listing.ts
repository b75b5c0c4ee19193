import type { AssembledCode } from './assemble.ts';
import { printInstruction } from './print.ts';

/** The bytes of the longest instruction that the hexadecimal column holds without a break. */
const HEX_COLUMN = 3 * 10;

/**
 * Prints assembled code, one line an item: the byte offset, the bytes and the instruction in Intel
 * syntax; labels stand on lines of their own.
 *
 *     0000  0f b7 47 0c                    movzx eax, word ptr [rdi+0xc]
 *     L1:
 *     0004  c3                             ret
 */
export function printListing({ bytes, items, offsets }: AssembledCode): string {
  const lines = items.map((item, index) => {
    if (item.kind === 'label') {
      return `L${item.label}:`;
    }
    const start = offsets[index] ?? 0;
    const encoded = bytes.subarray(start, offsets[index + 1] ?? bytes.length);
    const hex = Array.from(encoded, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const offset = start.toString(16).padStart(4, '0');
    return `${offset}  ${hex.padEnd(HEX_COLUMN)} ${printInstruction(item)}`;
  });
  return lines.map((line) => `${line}\n`).join('');
}
