import type { VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { BinaryInstr } from '../../../ir/ir.ts';
import { imm, type Mnemonic, type RegisterOperand, reg } from '../../../isa/x64/instruction.ts';
import { invariant } from '../../../support/invariant.ts';
import type { AnyRegister } from '../machine/machine-function.ts';
import type { Selection } from './selection.ts';

const MNEMONICS: Readonly<Record<string, Mnemonic>> = { shl: 'shl', shr: 'shr', ashr: 'sar' };

/** The amount of a shift: the register that the machine wants it in. */
const AMOUNT: RegisterOperand<AnyRegister> = reg<AnyRegister>('rcx', 8);

/**
 * Selects a shift. The machine takes the amount modulo the width, where the IR has a shift by the
 * width or more yield 0, or the sign; so such amounts are told apart by a conditional move.
 */
export function selectShift(instr: BinaryInstr, to: VirtualRegister, selection: Selection): void {
  const amount = selection.constant(instr.rhs);
  const mnemonic = MNEMONICS[instr.op];
  invariant(mnemonic !== undefined, `${instr.op} is not a shift`);
  if (amount !== null) {
    shiftByConstant(instr, [mnemonic, amount], to, selection);
  } else if (instr.op === 'ashr') {
    shiftSigned(instr, to, selection);
  } else {
    shiftUnsigned(instr, mnemonic, to, selection);
  }
}

function widthOf({ type }: BinaryInstr): 32 | 64 {
  return type === 'i64' ? 64 : 32;
}

function shiftByConstant(
  instr: BinaryInstr,
  [mnemonic, amount]: readonly [Mnemonic, bigint],
  to: VirtualRegister,
  selection: Selection,
): void {
  const width = widthOf(instr);
  if (amount >= BigInt(width) && instr.op !== 'ashr') {
    selection.setConstant(to, 0n);
    return;
  }
  const reached = amount < BigInt(width) ? amount : BigInt(width - 1);
  selection.copy(to, selection.register(instr.lhs), width);
  selection.emit(mnemonic, reg<AnyRegister>(to, width), imm(reached));
}

/** Shifts by the amount modulo the width, then takes 0 instead where the amount is too large. */
function shiftUnsigned(
  instr: BinaryInstr,
  mnemonic: Mnemonic,
  to: VirtualRegister,
  selection: Selection,
): void {
  const width = widthOf(instr);
  const amount = selection.register(instr.rhs);
  const zero = selection.materialize(0n);
  selection.copy(to, selection.register(instr.lhs), width);
  selection.copy('rcx', amount, width);
  selection.emit(mnemonic, reg<AnyRegister>(to, width), AMOUNT);
  selection.emit('cmp', reg<AnyRegister>(amount, width), imm(width));
  selection.emit('cmovae', reg<AnyRegister>(to, width), reg<AnyRegister>(zero, width));
}

/** Shifts by the amount, or by one less than the width where that is smaller. */
function shiftSigned(instr: BinaryInstr, to: VirtualRegister, selection: Selection): void {
  const width = widthOf(instr);
  const amount = selection.register(instr.rhs);
  const largest = selection.materialize(BigInt(width - 1));
  selection.copy(to, selection.register(instr.lhs), width);
  selection.emit('cmp', reg<AnyRegister>(amount, width), imm(width - 1));
  selection.emit('cmovb', reg<AnyRegister>(largest, width), reg<AnyRegister>(amount, width));
  selection.copy('rcx', largest, width);
  selection.emit('sar', reg<AnyRegister>(to, width), AMOUNT);
}
