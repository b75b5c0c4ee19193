import type { VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { ValueId } from '../../../ir/ids.ts';
import type { BinaryInstr } from '../../../ir/ir.ts';
import { BINARY_OPS, type BinaryOp } from '../../../ir/ops.ts';
import { imm, type Mnemonic, mem, type Operand, reg } from '../../../isa/x64/instruction.ts';
import { invariant } from '../../../support/invariant.ts';
import { UnsupportedError } from '../../../support/unsupported.ts';
import type { AnyRegister } from '../machine/machine-function.ts';
import { swapBytes } from './byte-order.ts';
import { selectDivision } from './select-division.ts';
import { selectShift } from './select-shift.ts';
import { selectTest } from './select-test.ts';
import { fitsImmediate, type Selection } from './selection.ts';

/** How the value of one shape of two-operand operation is computed. */
export interface BinaryRule {
  readonly name: string;
  readonly ops: readonly BinaryOp[];
  /** Selects instructions that leave the value in `to`; tells whether the rule applies. */
  apply(instr: BinaryInstr, to: VirtualRegister, selection: Selection): boolean;
}

/** Where the value goes, and how wide it is. */
interface Result {
  readonly to: VirtualRegister;
  readonly width: 32 | 64;
}

/** An operation of a value with a constant that is an immediate. */
interface ImmediateOperands {
  readonly lhs: ValueId;
  /** A u32 or u64, in the byte order in which `lhs` is kept. */
  readonly constant: bigint;
}

type Pattern<Bindings> = (instr: BinaryInstr, selection: Selection) => Bindings | null;

function rule<Bindings>(
  name: string,
  ops: readonly BinaryOp[],
  pattern: Pattern<Bindings>,
  emit: (bindings: Bindings, result: Result, selection: Selection) => void,
): BinaryRule {
  return {
    name,
    ops,
    apply: (instr, to, selection) => {
      const bindings = pattern(instr, selection);
      if (bindings !== null) {
        emit(bindings, { to, width: instr.type === 'i64' ? 64 : 32 }, selection);
      }
      return bindings !== null;
    },
  };
}

/** Any operands. */
const any: Pattern<BinaryInstr> = (instr) => instr;

/** A value and an immediate; the immediate may come first where that makes no difference. */
const immediate: Pattern<ImmediateOperands> = ({ op, type, lhs, rhs }, selection) => {
  const width = type === 'i64' ? 64 : 32;
  const bind = (value: ValueId, other: ValueId): ImmediateOperands | null => {
    const constant = selection.constant(other);
    if (constant === null) {
      return null;
    }
    const bytes = selection.swapped[value] ?? 0;
    const kept = bytes === 0 ? constant : swapBytes(constant, bytes);
    return fitsImmediate(kept, width) ? { lhs: value, constant: kept } : null;
  };
  return bind(lhs, rhs) ?? (BINARY_OPS[op].commutative ? bind(rhs, lhs) : null);
};

/** A constant that does not fit an immediate, for a value that is kept with its bytes swapped. */
const swappedConstant: Pattern<ImmediateOperands> = ({ lhs, rhs }, selection) => {
  const constant = selection.constant(rhs);
  const bytes = selection.swapped[lhs] ?? 0;
  return constant === null || bytes === 0 ? null : { lhs, constant: swapBytes(constant, bytes) };
};

/** A value and the mask of its low `bits` bits. */
const lowBits =
  (bits: 8 | 16): Pattern<ImmediateOperands> =>
  (instr, selection) => {
    const found = immediate(instr, selection);
    return found?.constant === (1n << BigInt(bits)) - 1n ? found : null;
  };

const zeroExtend =
  (bits: 8 | 16) =>
  ({ lhs }: ImmediateOperands, { to }: Result, selection: Selection): void =>
    selection.emit(
      'movzx',
      reg<AnyRegister>(to, 32),
      reg<AnyRegister>(selection.register(lhs), bits),
    );

/** Selects a copy of `lhs` and an instruction that changes the copy. */
function changeCopy(
  mnemonic: Mnemonic,
  lhs: ValueId,
  rhs: Operand<AnyRegister>,
  [{ to, width }, selection]: readonly [Result, Selection],
): void {
  selection.copy(to, selection.register(lhs), width);
  selection.emit(mnemonic, reg<AnyRegister>(to, width), rhs);
}

const MNEMONICS: Readonly<Partial<Record<BinaryOp, Mnemonic>>> = {
  add: 'add',
  sub: 'sub',
  mul: 'imul',
  and: 'and',
  or: 'or',
  xor: 'xor',
};

const changeByImmediate =
  (mnemonic: Mnemonic) =>
  ({ lhs, constant }: ImmediateOperands, result: Result, selection: Selection): void =>
    changeCopy(mnemonic, lhs, imm(constant), [result, selection]);

function changeBySwapped(
  mnemonic: Mnemonic,
): (operands: ImmediateOperands, result: Result, selection: Selection) => void {
  return ({ lhs, constant }, result, selection) => {
    const other = reg<AnyRegister>(selection.materialize(constant), 64);
    changeCopy(mnemonic, lhs, other, [result, selection]);
  };
}

function changeByValue({ op, lhs, rhs }: BinaryInstr, result: Result, selection: Selection): void {
  const mnemonic = MNEMONICS[op];
  invariant(mnemonic !== undefined, `${op} is not one instruction`);
  changeCopy(mnemonic, lhs, selection.operand(rhs), [result, selection]);
}

/** Selects `lea`, which adds without changing an operand. */
function addApart({ lhs, rhs }: BinaryInstr, { to, width }: Result, selection: Selection): void {
  const address = { base: selection.register(lhs), index: selection.register(rhs) };
  selection.emit('lea', reg<AnyRegister>(to, width), mem<AnyRegister>(width, address));
}

function addConstantApart(
  { lhs, constant }: ImmediateOperands,
  { to, width }: Result,
  selection: Selection,
): void {
  const disp = Number(BigInt.asIntN(32, constant));
  const sum = mem<AnyRegister>(width, { base: selection.register(lhs), disp });
  selection.emit('lea', reg<AnyRegister>(to, width), sum);
}

function multiplyApart(
  { lhs, constant }: ImmediateOperands,
  { to, width }: Result,
  selection: Selection,
): void {
  const factor = reg<AnyRegister>(selection.register(lhs), width);
  selection.emit('imul', reg<AnyRegister>(to, width), factor, imm(constant));
}

/** Selects the value of a comparison: its test, and 1 where that holds. */
function compareToValue({ id }: BinaryInstr, { to }: Result, selection: Selection): void {
  const condition = selectTest(id, selection);
  selection.emit(`set${condition}`, reg<AnyRegister>(to, 8));
  selection.emit('movzx', reg<AnyRegister>(to, 32), reg<AnyRegister>(to, 8));
}

const COMPARISONS = (Object.keys(BINARY_OPS) as BinaryOp[]).filter((op) => BINARY_OPS[op].compares);

/** The two-operand operations, first rule first; the last for each operation always applies. */
export const BINARY_RULES: readonly BinaryRule[] = [
  // Instructions with three operands leave the first one as it is
  rule('add-immediate', ['add'], immediate, addConstantApart),
  rule('add', ['add'], any, addApart),
  rule('mul-immediate', ['mul'], immediate, multiplyApart),

  // x & 0xff and x & 0xffff are extensions
  rule('and-byte', ['and'], lowBits(8), zeroExtend(8)),
  rule('and-word', ['and'], lowBits(16), zeroExtend(16)),

  // The others change a copy of the first operand
  rule('sub-immediate', ['sub'], immediate, changeByImmediate('sub')),
  rule('and-immediate', ['and'], immediate, changeByImmediate('and')),
  rule('or-immediate', ['or'], immediate, changeByImmediate('or')),
  rule('xor-immediate', ['xor'], immediate, changeByImmediate('xor')),
  rule('and-swapped', ['and'], swappedConstant, changeBySwapped('and')),
  rule('or-swapped', ['or'], swappedConstant, changeBySwapped('or')),
  rule('xor-swapped', ['xor'], swappedConstant, changeBySwapped('xor')),
  rule('change', ['sub', 'mul', 'and', 'or', 'xor'], any, changeByValue),

  rule('shift', ['shl', 'shr', 'ashr'], any, (instr, result, selection) =>
    selectShift(instr, result.to, selection),
  ),
  rule('divide', ['div', 'mod'], any, (instr, result, selection) =>
    selectDivision(instr, result.to, selection),
  ),
  rule('comparison-value', COMPARISONS, any, compareToValue),
];

/** The rules for each operation. */
const RULES_BY_OP: ReadonlyMap<BinaryOp, readonly BinaryRule[]> = new Map(
  (Object.keys(BINARY_OPS) as BinaryOp[]).map((op) => [
    op,
    BINARY_RULES.filter(({ ops }) => ops.includes(op)),
  ]),
);

/** Selects the definition of `instr`'s value in `to`. */
export function selectBinary(instr: BinaryInstr, to: VirtualRegister, selection: Selection): void {
  for (const candidate of RULES_BY_OP.get(instr.op) ?? []) {
    if (candidate.apply(instr, to, selection)) {
      return;
    }
  }
  throw new UnsupportedError(`v${instr.id} is a ${instr.op}, for which x86-64 has no rule`);
}
