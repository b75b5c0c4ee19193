import { decodeProgram } from '../decode.ts';
import { INSTRUCTION_BYTES } from '../encode.ts';
import type { CbpfProgram } from '../instruction.ts';
import { cbpfOpcode } from '../opcodes.ts';

/**
 * Decodes instructions of either byte order: little-endian, unless only the other has opcodes that there are.
 *
 * @throws {@link BytecodeError} where the last instruction is not whole.
 */
export function decodeEitherOrder(bytes: Uint8Array): CbpfProgram {
  const little = decodeProgram(bytes);
  const big = decodeProgram(swapped(bytes));
  return !areKnown(little) && areKnown(big) ? big : little;
}

const areKnown = (program: CbpfProgram): boolean =>
  program.every(({ code }) => cbpfOpcode(code) !== undefined);

/** The instructions with their u16 and u32 turned round. */
function swapped(bytes: Uint8Array): Uint8Array {
  const result = bytes.slice();
  for (let at = 0; at + INSTRUCTION_BYTES <= bytes.length; at += INSTRUCTION_BYTES) {
    result.subarray(at, at + 2).reverse();
    result.subarray(at + 4, at + INSTRUCTION_BYTES).reverse();
  }
  return result;
}
