import type { CbpfProgram } from './instruction.ts';

/** The size of one encoded instruction in bytes. */
export const INSTRUCTION_BYTES = 8;

/**
 * Encodes a program as an array of `struct sock_filter`, little-endian, 8 bytes an instruction:
 *
 *     | code u16 | jt u8 | jf u8 | k u32 |
 */
export function encodeProgram(program: CbpfProgram): Uint8Array {
  const bytes = new Uint8Array(program.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, { code, jt, jf, k }] of program.entries()) {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jt);
    view.setUint8(at + 3, jf);
    view.setUint32(at + 4, k, true);
  }
  return bytes;
}
