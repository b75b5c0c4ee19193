import type { ValueId } from '../../../ir/ids.ts';
import { INPUTS } from '../../../ir/inputs.ts';
import { extentOf, type LoadInstr } from '../../../ir/ir.ts';
import { KERNEL_OPS } from '../../../ir/kernel-ops.ts';
import { BINARY_OPS, type BinaryOp } from '../../../ir/ops.ts';
import { ANCILLARY_BASE } from '../../../isa/cbpf/ancillary.ts';
import { codeOf } from '../../../isa/cbpf/opcodes.ts';
import { invariant } from '../../../support/invariant.ts';
import { type MachineInstr, OP } from '../machine/machine-code.ts';
import { LARGEST_OFFSET } from '../machine/place.ts';
import {
  type Arm,
  absoluteByte,
  any,
  binary,
  choice,
  either,
  exactly,
  imm,
  type Operands,
  type Pattern,
} from './pattern.ts';
import { type Rule, rule } from './rule-table.ts';

/** How a value comes into the accumulator. */
export type Plan =
  /** By one instruction that reads no register. */
  | { readonly kind: 'leaf'; readonly instr: MachineInstr }
  /** By one instruction, with `index` in X. */
  | { readonly kind: 'indirect'; readonly index: ValueId; readonly instr: MachineInstr }
  /** By instructions that change only A, which holds `operand` before them. */
  | {
      readonly kind: 'steps';
      readonly operand: ValueId;
      readonly steps: readonly MachineInstr[];
    }
  /** By one instruction, with `lhs` in A and `rhs` in X; the other way too where `commutative`. */
  | {
      readonly kind: 'pair';
      readonly code: number;
      /** The operand of the instruction. */
      readonly k: number;
      readonly lhs: ValueId;
      readonly rhs: ValueId;
      readonly commutative: boolean;
    }
  /** By a branch on `test`. */
  | {
      readonly kind: 'choice';
      readonly test: ValueId;
      readonly ifTrue: Arm;
      readonly ifFalse: Arm;
    }
  /** On the edges into its block. */
  | { readonly kind: 'phi' };

/** The opcodes of an operation on an immediate, and on X. */
interface AluCodes {
  readonly immediate: number;
  readonly index: number;
}

const codesOf = (mnemonic: string): AluCodes => ({
  immediate: codeOf(mnemonic, 'immediate'),
  index: codeOf(mnemonic, 'index'),
});

/** The operations that the accumulator does on an immediate or on X. */
const ALU: Partial<Readonly<Record<BinaryOp, AluCodes>>> = {
  add: codesOf('add'),
  sub: codesOf('sub'),
  mul: codesOf('mul'),
  div: codesOf('div'),
  mod: codesOf('mod'),
  and: codesOf('and'),
  or: codesOf('or'),
  xor: codesOf('xor'),
  shl: codesOf('lsh'),
  shr: codesOf('rsh'),
};

const ALU_SHAPES = Object.keys(ALU) as readonly BinaryOp[];

/** The opcodes of loads at a constant offset, and at one behind X, by width. */
const LOADS: Partial<
  Readonly<Record<LoadInstr['width'], { readonly absolute: number; readonly indirect: number }>>
> = {
  1: { absolute: codeOf('ldb', 'absolute'), indirect: codeOf('ldb', 'indirect') },
  2: { absolute: codeOf('ldh', 'absolute'), indirect: codeOf('ldh', 'indirect') },
  4: { absolute: codeOf('ld', 'absolute'), indirect: codeOf('ld', 'indirect') },
};

const leaf = (code: number, k: number): Plan => ({ kind: 'leaf', instr: { code, k } });

/** The instruction that does `load`, whose base, if any, is in X. */
function loadInstr(load: LoadInstr, operand: 'absolute' | 'indirect'): MachineInstr {
  const codes = LOADS[load.width];
  invariant(codes !== undefined, `v${load.id} is too wide to load`);
  return {
    code: codes[operand],
    k: Math.min(load.offset, LARGEST_OFFSET),
    reach: { base: load.base, extent: extentOf(load) },
  };
}

const wireLength: Pattern<true> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'input' && instr.input === 'wirelen' ? true : null;
};

const ancillary: Pattern<number> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'input' ? INPUTS[instr.input].ancillaryOffset : null;
};

const absoluteLoad: Pattern<LoadInstr> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'load' && instr.base === null ? instr : null;
};

const indirectLoad: Pattern<LoadInstr & { readonly base: ValueId }> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'load' && instr.base !== null ? { ...instr, base: instr.base } : null;
};

/** An ancillary word with so many operands. */
const kernelWord =
  (count: number): Pattern<{ info: { offset: number }; operands: readonly ValueId[] }> =>
  (value, filter) => {
    const instr = filter.definition(value);
    const info = instr.kind === 'kernel' ? KERNEL_OPS[instr.op] : null;
    return instr.kind !== 'kernel' || info?.ancillaryOffset == null || info.operands !== count
      ? null
      : { info: { offset: info.ancillaryOffset }, operands: instr.operands };
  };

function operandOf(operand: ValueId | undefined): ValueId {
  invariant(operand !== undefined, 'an operand is missing');
  return operand;
}

/** A load of the kernel, which wraps no sum: its address is worked out before. */
const kernelLoad: Pattern<{ index: ValueId; code: number }> = (value, filter) => {
  const instr = filter.definition(value);
  const width = instr.kind === 'kernel' ? KERNEL_OPS[instr.op].width : null;
  const codes = width === null ? undefined : LOADS[width];
  return instr.kind !== 'kernel' || codes === undefined
    ? null
    : { index: operandOf(instr.operands[0]), code: codes.indirect };
};

/** One from a constant offset that is no ancillary word. */
const headerLoad: Pattern<{ code: number; k: number }> = (value, filter) => {
  const instr = filter.definition(value);
  const width = instr.kind === 'kernel' ? KERNEL_OPS[instr.op].width : null;
  const codes = width === null ? undefined : LOADS[width];
  const address = instr.kind === 'kernel' ? instr.operands[0] : undefined;
  const at = address === undefined ? undefined : filter.definition(address);
  return codes === undefined || at?.kind !== 'const' || at.value >= ANCILLARY_BASE
    ? null
    : { code: codes.absolute, k: at.value };
};

const shiftByConstant = either(binary('shl', any, imm), binary('shr', any, imm));

/** A shift that moves every bit out. */
const shiftOut: Pattern<true> = (value, filter) => {
  const shift = shiftByConstant(value, filter);
  return shift !== null && shift.rhs >= 32 ? true : null;
};

interface AluOperands<Rhs> extends Operands<ValueId, Rhs> {
  readonly op: BinaryOp;
  readonly codes: AluCodes;
}

/** An operation of the accumulator whose right operand has a given shape. */
function alu<Rhs>(rhs: Pattern<Rhs>): Pattern<AluOperands<Rhs>> {
  const byOp = new Map(ALU_SHAPES.map((op) => [op, binary(op, any, rhs)]));
  return (value, filter) => {
    const instr = filter.definition(value);
    const codes = instr.kind === 'binary' ? ALU[instr.op] : undefined;
    if (instr.kind !== 'binary' || codes === undefined) {
      return null;
    }
    const { op } = instr;
    const found = byOp.get(op)?.(value, filter);
    return found === null || found === undefined
      ? null
      : { lhs: found.lhs, rhs: found.rhs, op, codes };
  };
}

const aluImmediate = alu(imm);

/** An immediate that the accumulator takes as it is: the kernel refuses to divide by a constant 0. */
const divisible: Pattern<AluOperands<number>> = (value, filter) => {
  const found = aluImmediate(value, filter);
  const divides = found?.op === 'div' || found?.op === 'mod';
  return divides && found.rhs === 0 ? null : found;
};

/** The comparisons that are one conditional jump. */
const COMPARES: readonly BinaryOp[] = ['eq', 'ne', 'ult', 'ule', 'ugt', 'uge'];

const ADD = codeOf('add', 'immediate');

/**
 * How each shape of value comes into A, but for phis, which come on the edges into their block. The first rule that applies wins, so one that folds more
 * into an instruction stands above one that folds less.
 *
 * Source: McCanne and Jacobson, "The BSD Packet Filter", 1993, for the machine.
 */
export const VALUE_RULES: readonly Rule<Plan>[] = [
  rule('constant', ['const'], imm, (k) => leaf(OP.loadImmediate, k)),
  rule('wire-length', ['input'], wireLength, () => leaf(OP.loadLength, 0)),
  rule('ancillary-word', ['input'], ancillary, (offset) =>
    leaf(OP.loadWord, ANCILLARY_BASE + offset),
  ),
  rule('kernel-word', ['kernel'], kernelWord(0), ({ info }) =>
    leaf(OP.loadWord, ANCILLARY_BASE + info.offset),
  ),
  rule('netlink-attribute', ['kernel'], kernelWord(2), ({ info, operands: [lhs, rhs] }) => ({
    kind: 'pair',
    code: OP.loadWord,
    k: ANCILLARY_BASE + info.offset,
    lhs: operandOf(lhs),
    rhs: operandOf(rhs),
    commutative: false,
  })),
  rule('header-absolute', ['kernel'], headerLoad, ({ code, k }) => leaf(code, k)),
  rule('kernel-load', ['kernel'], kernelLoad, ({ index, code }) => ({
    kind: 'indirect',
    index,
    instr: { code, k: 0 },
  })),
  rule('load-absolute', ['load'], absoluteLoad, (load) => ({
    kind: 'leaf',
    instr: loadInstr(load, 'absolute'),
  })),
  rule('load-indirect', ['load'], indirectLoad, (load) => ({
    kind: 'indirect',
    index: load.base,
    instr: loadInstr(load, 'indirect'),
  })),
  // 0 - v, and c - v = c + (0 - v)
  rule('negate', ['sub'], binary('sub', exactly(0), any), ({ rhs }) => ({
    kind: 'steps',
    operand: rhs,
    steps: [{ code: OP.negate, k: 0 }],
  })),
  rule('subtract-from-constant', ['sub'], binary('sub', imm, any), ({ lhs, rhs }) => ({
    kind: 'steps',
    operand: rhs,
    steps: [
      { code: OP.negate, k: 0 },
      { code: ADD, k: lhs },
    ],
  })),
  // The kernel refuses to shift by a constant above 31.
  rule('shift-out', ['shl', 'shr'], shiftOut, () => leaf(OP.loadImmediate, 0)),
  rule('alu-immediate', ALU_SHAPES, divisible, ({ codes, lhs, rhs }) => ({
    kind: 'steps',
    operand: lhs,
    steps: [{ code: codes.immediate, k: rhs }],
  })),
  rule('alu-index', ALU_SHAPES, alu(any), ({ op, codes, lhs, rhs }) => ({
    kind: 'pair',
    code: codes.index,
    k: 0,
    lhs,
    rhs,
    commutative: BINARY_OPS[op].commutative,
  })),
  rule('truth-of-test', COMPARES, any, (test) => ({
    kind: 'choice',
    test,
    ifTrue: { constant: 1 },
    ifFalse: { constant: 0 },
  })),
  rule('select', ['select'], choice, (arms) => ({ kind: 'choice', ...arms })),
];

const lowHalf = binary('and', absoluteByte, exactly(15));
const shiftedLowHalf = either(
  binary('shl', lowHalf, exactly(2)),
  binary('mul', lowHalf, exactly(4)),
);
const lowHalfOfShifted = binary('and', binary('shl', absoluteByte, exactly(2)), exactly(60));

/** 4 * (byte & 15), as it may be written. */
const headerLength: Pattern<LoadInstr> = (value, filter) =>
  (shiftedLowHalf(value, filter) ?? lowHalfOfShifted(value, filter))?.lhs.lhs ?? null;

/** The shapes of value that come into X without the accumulator; every other comes through it. */
export const INDEX_RULES: readonly Rule<MachineInstr>[] = [
  rule('index-constant', ['const'], imm, (k) => ({ code: OP.indexImmediate, k })),
  rule('index-wire-length', ['input'], wireLength, () => ({ code: OP.indexLength, k: 0 })),
  rule('index-header-length', ['shl', 'mul', 'and'], headerLength, (load) => ({
    code: OP.indexHeaderLength,
    k: Math.min(load.offset, LARGEST_OFFSET),
    reach: { base: null, extent: extentOf(load) },
  })),
];
