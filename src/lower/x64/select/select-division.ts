import type { VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { BinaryInstr } from '../../../ir/ir.ts';
import { imm, reg } from '../../../isa/x64/instruction.ts';
import type { AnyRegister } from '../machine/machine-function.ts';
import type { Selection } from './selection.ts';

/**
 * Selects the rejection of a zero divisor, which stands where the division does even if nothing
 * wants its value.
 */
export function selectDivisorCheck({ rhs }: BinaryInstr, selection: Selection): void {
  const reject = { kind: 'label', label: selection.returnLabel(0) } as const;
  const constant = selection.constant(rhs);
  if (constant === null) {
    const divisor = selection.operand(rhs);
    selection.emit('test', divisor, divisor);
    selection.emit('je', reject);
  } else if (constant === 0n) {
    selection.emit('jmp', reject);
  }
}

/** Selects an unsigned quotient or remainder; the divisor is known not to be 0. */
export function selectDivision(
  instr: BinaryInstr,
  to: VirtualRegister,
  selection: Selection,
): void {
  const constant = selection.constant(instr.rhs);
  if (constant !== null && isPowerOfTwo(constant)) {
    divideByPowerOfTwo(instr, constant, to, selection);
  } else if (constant !== 0n) {
    divide(instr, to, selection);
  } else {
    // Never reached, since the check has rejected; but every register that is read is written
    selection.setConstant(to, 0n);
  }
}

function isPowerOfTwo(value: bigint): boolean {
  return value > 0n && (value & (value - 1n)) === 0n;
}

function divideByPowerOfTwo(
  { op, type, lhs }: BinaryInstr,
  divisor: bigint,
  to: VirtualRegister,
  selection: Selection,
): void {
  const width = type === 'i64' ? 64 : 32;
  const result = reg<AnyRegister>(to, width);
  const mask = op === 'mod' ? selection.materialize(divisor - 1n) : null;
  selection.copy(to, selection.register(lhs), width);
  if (mask === null) {
    selection.emit('shr', result, imm(divisor.toString(2).length - 1));
  } else {
    selection.emit('and', result, reg<AnyRegister>(mask, width));
  }
}

/** Selects `div`, which divides `edx:eax` and leaves the quotient in `eax`, the rest in `edx`. */
function divide(
  { op, type, lhs, rhs }: BinaryInstr,
  to: VirtualRegister,
  selection: Selection,
): void {
  const width = type === 'i64' ? 64 : 32;
  const divisor = selection.operand(rhs);
  const dividend = selection.register(lhs);
  const upper = reg<AnyRegister>('rdx', 32);
  selection.copy('rax', dividend, width);
  selection.emit('xor', upper, upper);
  selection.emit('div', divisor);
  selection.copy(to, op === 'div' ? 'rax' : 'rdx', width);
}
