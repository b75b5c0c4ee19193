import type { VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { Instr, SelectInstr, UnaryInstr } from '../../../ir/ir.ts';
import type { UnaryOp } from '../../../ir/ops.ts';
import { imm, type Mnemonic, reg } from '../../../isa/x64/instruction.ts';
import type { Width } from '../../../isa/x64/registers.ts';
import { invariant } from '../../../support/invariant.ts';
import type { AnyRegister } from '../machine/machine-function.ts';
import { selectBoundsCheck, selectLoad } from './select-access.ts';
import { selectBinary } from './select-binary.ts';
import { selectDivisorCheck } from './select-division.ts';
import { selectTest } from './select-test.ts';
import type { Selection } from './selection.ts';

/**
 * Selects one instruction of the IR: what it does besides yielding a value, then its value if that is
 * wanted in a register.
 */
export function selectInstr(instr: Instr, selection: Selection): void {
  selectEffect(instr, selection);
  const to = selection.wanted(instr.id);
  if (to !== undefined) {
    selectDefinition(instr, to, selection);
  }
}

function selectEffect(instr: Instr, selection: Selection): void {
  if (instr.kind === 'load' || instr.kind === 'guard') {
    selectBoundsCheck(instr, selection);
  } else if (instr.kind === 'binary' && (instr.op === 'div' || instr.op === 'mod')) {
    selectDivisorCheck(instr, selection);
  }
}

function selectDefinition(instr: Instr, to: VirtualRegister, selection: Selection): void {
  switch (instr.kind) {
    case 'load':
      selectLoad(instr, to, selection);
      break;
    case 'unary':
      selectUnary(instr, to, selection);
      break;
    case 'binary':
      selectBinary(instr, to, selection);
      break;
    case 'select':
      selectSelect(instr, to, selection);
      break;
    default:
      // Phis are copied to on the edges; the others have no register of their own
      invariant(instr.kind === 'phi', `v${instr.id} has no register of its own`);
  }
}

/** A one-operand operation as one instruction: its operand widths, and what follows it. */
interface UnaryRow {
  readonly mnemonic: Mnemonic;
  readonly to: Width;
  readonly from: Width;
  /** How the bytes of the result are then reversed: the low two by `rol`, all by `bswap`. */
  readonly reverse?: 'rol' | 'bswap';
}

const UNARY_ROWS: Readonly<Record<UnaryOp, UnaryRow>> = {
  bswap16: { mnemonic: 'movzx', to: 32, from: 16, reverse: 'rol' },
  bswap32: { mnemonic: 'mov', to: 32, from: 32, reverse: 'bswap' },
  bswap64: { mnemonic: 'mov', to: 64, from: 64, reverse: 'bswap' },
  sext8: { mnemonic: 'movsx', to: 32, from: 8 },
  sext16: { mnemonic: 'movsx', to: 32, from: 16 },
  sext32: { mnemonic: 'movsxd', to: 64, from: 32 },
  zext32: { mnemonic: 'mov', to: 32, from: 32 },
  trunc32: { mnemonic: 'mov', to: 32, from: 32 },
};

function selectUnary({ op, operand }: UnaryInstr, to: VirtualRegister, selection: Selection): void {
  const row = UNARY_ROWS[op];
  const from = selection.register(operand);
  selection.emit(row.mnemonic, reg<AnyRegister>(to, row.to), reg<AnyRegister>(from, row.from));
  if (row.reverse === 'rol') {
    selection.emit('rol', reg<AnyRegister>(to, 16), imm(8));
  } else if (row.reverse === 'bswap') {
    selection.emit('bswap', reg<AnyRegister>(to, row.to));
  }
}

function selectSelect(
  { type, test, ifTrue, ifFalse }: SelectInstr,
  to: VirtualRegister,
  selection: Selection,
): void {
  const width = type === 'i64' ? 64 : 32;
  const taken = selection.register(ifTrue);
  selection.copy(to, selection.register(ifFalse), width);
  const condition = selectTest(test, selection);
  selection.emit(`cmov${condition}`, reg<AnyRegister>(to, width), reg<AnyRegister>(taken, width));
}
