import { invariant } from '../../support/invariant.ts';
import type { Encoding, OperandForm, OperandSize } from './encoding-notation.ts';
import { ENCODINGS } from './encodings.ts';
import type { ImmediateOperand, Instruction, Operand } from './instruction.ts';
import { printInstruction } from './print.ts';
import type { Width } from './registers.ts';

/** How far a jump to a label reaches: 8 or 32 bits of displacement. */
export type JumpReach = 'short' | 'near';

/**
 * The first encoding in the table that fits `instruction`; jumps to labels get the displacement
 * that `reach` says, or a near one where the instruction has no other.
 *
 * Breaks an invariant where none fits: such an instruction does not exist.
 */
export function selectEncoding(instruction: Instruction, reach: JumpReach): Encoding {
  const candidates = ENCODINGS.get(instruction.mnemonic) ?? [];
  const width = operandWidth(instruction);
  for (const encoding of candidates) {
    if (fits(encoding, instruction.operands, width, reach)) {
      return encoding;
    }
  }
  invariant(reach === 'short', `no encoding for ${printInstruction(instruction)}`);
  return selectEncoding(instruction, 'near');
}

/** The width in bits that an instruction works on: that of its first register or memory operand. */
export function operandWidth(instruction: Instruction): Width {
  for (const operand of instruction.operands) {
    if (operand.kind === 'reg' || operand.kind === 'mem') {
      return operand.width;
    }
  }
  return 64;
}

function fits(
  encoding: Encoding,
  operands: readonly Operand[],
  width: Width,
  reach: JumpReach,
): boolean {
  if (encoding.operands.length !== operands.length) {
    return false;
  }
  for (let index = 0; index < operands.length; index += 1) {
    const form = encoding.operands[index];
    const operand = operands[index];
    if (!form || !operand || !fitsForm(form, operand, width, reach)) {
      return false;
    }
  }
  return true;
}

function fitsForm(form: OperandForm, operand: Operand, width: Width, reach: JumpReach): boolean {
  switch (operand.kind) {
    case 'reg':
      return fitsRegisterPlace(form, operand.reg) && fitsSize(form.size, operand.width, width);
    case 'mem':
      return (
        (form.place === 'E' || form.place === 'M') && fitsSize(form.size, operand.width, width)
      );
    case 'imm':
      return form.place === '1'
        ? operand.value === 1n
        : form.place === 'I' && fitsImmediate(form.size, operand, width);
    case 'label':
      return form.place === 'J' && (form.size === 'b') === (reach === 'short');
  }
}

function fitsRegisterPlace({ place }: OperandForm, register: string): boolean {
  switch (place) {
    case 'A':
      return register === 'rax';
    case 'C':
      return register === 'rcx';
    case 'E':
    case 'G':
    case 'B':
    case 'Z':
      return true;
    default:
      return false;
  }
}

const WIDTHS: Readonly<Record<'b' | 'w' | 'd' | 'q', Width>> = { b: 8, w: 16, d: 32, q: 64 };

/** Whether a register or memory operand of `actual` bits fits, in an instruction of `width` bits. */
function fitsSize(size: OperandSize, actual: Width, width: Width): boolean {
  switch (size) {
    case 'v':
      return actual === width && width !== 8;
    case 'y':
      return actual === width && width >= 32;
    case 'z':
    case 's':
      return false;
    default:
      return actual === WIDTHS[size];
  }
}

function fitsImmediate(size: OperandSize, { value }: ImmediateOperand, width: Width): boolean {
  switch (size) {
    case 's':
      return fitsSigned(value, width, 8);
    case 'z':
      return width <= 32 || fitsSigned(value, width, 32);
    case 'b':
      return width === 8 || (value >= 0n && value <= 0xffn);
    default:
      return true;
  }
}

/** Whether `value`, modulo 2^`width`, is the sign extension of its low `bits` bits. */
function fitsSigned(value: bigint, width: Width, bits: number): boolean {
  return BigInt.asIntN(width, value) === BigInt.asIntN(bits, value);
}
