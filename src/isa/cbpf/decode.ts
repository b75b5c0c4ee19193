import { INSTRUCTION_BYTES } from './encode.ts';
import { BytecodeError } from './errors.ts';
import type { CbpfProgram } from './instruction.ts';

/**
 * Decodes what `encodeProgram` writes. Opcodes and jumps are not looked at; that is the checker's
 * work.
 *
 * @throws {@link BytecodeError} `CBPF_TRUNCATED` where the last instruction is not whole.
 */
export function decodeProgram(bytes: Uint8Array): CbpfProgram {
  const count = Math.floor(bytes.length / INSTRUCTION_BYTES);
  const rest = bytes.length - count * INSTRUCTION_BYTES;
  if (rest !== 0) {
    throw new BytecodeError(`expected ${INSTRUCTION_BYTES} bytes, found ${rest}`, {
      code: 'CBPF_TRUNCATED',
      index: count,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => {
    const at = index * INSTRUCTION_BYTES;
    return {
      code: view.getUint16(at, true),
      jt: view.getUint8(at + 2),
      jf: view.getUint8(at + 3),
      k: view.getUint32(at + 4, true),
    };
  });
}
