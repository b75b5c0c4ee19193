import type { Instruction, MemoryOperand, Operand } from './instruction.ts';
import { registerName, type Width } from './registers.ts';

const POINTERS: Readonly<Record<Width, string>> = {
  8: 'byte ptr ',
  16: 'word ptr ',
  32: 'dword ptr ',
  64: 'qword ptr ',
};

/**
 * Prints an instruction in Intel syntax, as GNU `as` reads it after `.intel_syntax noprefix`:
 * `movzx eax, word ptr [rdi+0xc]`. Labels are printed `L3`.
 */
export function printInstruction({ mnemonic, operands }: Instruction): string {
  const texts = operands.map((operand) =>
    operand.kind === 'mem' && mnemonic === 'lea' ? printAddress(operand) : printOperand(operand),
  );
  return texts.length === 0 ? mnemonic : `${mnemonic} ${texts.join(', ')}`;
}

function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'reg':
      return registerName(operand.reg, operand.width);
    case 'mem':
      return `${POINTERS[operand.width]}${printAddress(operand)}`;
    case 'imm':
      return printNumber(operand.value);
    case 'label':
      return `L${operand.label}`;
  }
}

function printAddress({ base, index, scale, disp }: MemoryOperand): string {
  const parts: string[] = [];
  if (base !== null) {
    parts.push(registerName(base, 64));
  }
  if (index !== null) {
    parts.push(`${registerName(index, 64)}${scale === 1 && base !== null ? '' : `*${scale}`}`);
  }
  const registers = parts.join('+');
  if (disp === 0 && registers !== '') {
    return `[${registers}]`;
  }
  return disp < 0 || registers === ''
    ? `[${registers}${printNumber(BigInt(disp))}]`
    : `[${registers}+${printNumber(BigInt(disp))}]`;
}

/** Prints in hexadecimal, with a sign where it is negative. */
function printNumber(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
