import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';
import { INPUTS } from '../../../ir/inputs.ts';
import { extentOf, type LoadInstr } from '../../../ir/ir.ts';
import type { BinaryOp } from '../../../ir/ops.ts';
import { ANCILLARY_BASE } from '../../../isa/cbpf/ancillary.ts';
import { type CbpfOperand, codeOf } from '../../../isa/cbpf/opcodes.ts';
import { invariant } from '../../../support/invariant.ts';
import { type MachineInstr, OP } from '../machine/machine-code.ts';
import { LARGEST_OFFSET } from '../machine/place.ts';
import {
  absoluteByte,
  any,
  binary,
  either,
  exactly,
  imm,
  type Operands,
  type Pattern,
} from './pattern.ts';

/** One of the two values that a choice yields: a value of the filter, or a constant u32. */
export type Arm = { readonly value: ValueId } | { readonly constant: number };

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

/** How one shape of value is computed. */
export interface ValueRule {
  /** kebab-case; unique in its table. */
  readonly name: string;
  /** The plan, or `null` where the rule does not apply. */
  apply(value: ValueId, filter: FilterView): Plan | null;
}

function rule<Bindings>(
  name: string,
  pattern: Pattern<Bindings>,
  plan: (bindings: Bindings, value: ValueId) => Plan,
): ValueRule {
  return {
    name,
    apply: (value, filter) => {
      const bindings = pattern(value, filter);
      return bindings === null ? null : plan(bindings, value);
    },
  };
}

/** The mnemonics of the operations that the accumulator does on an immediate or on X. */
const ALU: Partial<Readonly<Record<BinaryOp, string>>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  mod: 'mod',
  and: 'and',
  or: 'or',
  xor: 'xor',
  shl: 'lsh',
  shr: 'rsh',
};

const LOAD_MNEMONICS: Partial<Readonly<Record<LoadInstr['width'], string>>> = {
  1: 'ldb',
  2: 'ldh',
  4: 'ld',
};

const leaf = (code: number, k: number): Plan => ({ kind: 'leaf', instr: { code, k } });

/** The instruction that does `load`, whose base, if any, is in X. */
function loadInstr(load: LoadInstr, operand: CbpfOperand): MachineInstr {
  const mnemonic = LOAD_MNEMONICS[load.width];
  invariant(mnemonic !== undefined, `v${load.id} is too wide to load`);
  return {
    code: codeOf(mnemonic, operand),
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

/** A shift that moves every bit out. */
const shiftOut: Pattern<true> = (value, filter) => {
  const shift = binary('shl', any, imm)(value, filter) ?? binary('shr', any, imm)(value, filter);
  return shift !== null && shift.rhs >= 32 ? true : null;
};

interface AluOperands<Rhs> extends Operands<ValueId, Rhs> {
  readonly mnemonic: string;
  readonly commutative: boolean;
}

/** An operation of the accumulator whose right operand has a given shape. */
function alu<Rhs>(rhs: Pattern<Rhs>): Pattern<AluOperands<Rhs>> {
  return (value, filter) => {
    const instr = filter.definition(value);
    const mnemonic = instr.kind === 'binary' ? ALU[instr.op] : undefined;
    if (instr.kind !== 'binary' || mnemonic === undefined) {
      return null;
    }
    const bindings = binary(instr.op, any, rhs)(value, filter);
    return bindings === null ? null : { ...bindings, mnemonic, commutative: commutes(instr.op) };
  };
}

const commutes = (op: BinaryOp): boolean => ['add', 'mul', 'and', 'or', 'xor'].includes(op);

/** An immediate that the accumulator takes as it is: the kernel refuses to divide by a constant 0. */
const divisible: Pattern<AluOperands<number>> = (value, filter) => {
  const found = alu(imm)(value, filter);
  const divides = found?.mnemonic === 'div' || found?.mnemonic === 'mod';
  return divides && found.rhs === 0 ? null : found;
};

const compares: Pattern<true> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'binary' && instr.op in COMPARES ? true : null;
};

const COMPARES: Partial<Readonly<Record<BinaryOp, true>>> = {
  eq: true,
  ne: true,
  ult: true,
  ule: true,
  ugt: true,
  uge: true,
};

const choice: Pattern<Plan> = (value, filter) => {
  const instr = filter.definition(value);
  return instr.kind === 'select'
    ? {
        kind: 'choice',
        test: instr.test,
        ifTrue: { value: instr.ifTrue },
        ifFalse: { value: instr.ifFalse },
      }
    : null;
};

const immediate = (mnemonic: string, k: number): MachineInstr => ({
  code: codeOf(mnemonic, 'immediate'),
  k,
});

/**
 * How each shape of value comes into A, but for phis, which come on the edges into their block. The first rule that applies wins, so one that folds more
 * into an instruction stands above one that folds less.
 *
 * Source: McCanne and Jacobson, "The BSD Packet Filter", 1993, for the machine.
 */
export const VALUE_RULES: readonly ValueRule[] = [
  rule('constant', imm, (k) => leaf(OP.loadImmediate, k)),
  rule('wire-length', wireLength, () => leaf(OP.loadLength, 0)),
  rule('ancillary-word', ancillary, (offset) => leaf(OP.loadWord, ANCILLARY_BASE + offset)),
  rule('load-absolute', absoluteLoad, (load) => ({
    kind: 'leaf',
    instr: loadInstr(load, 'absolute'),
  })),
  rule('load-indirect', indirectLoad, (load) => ({
    kind: 'indirect',
    index: load.base,
    instr: loadInstr(load, 'indirect'),
  })),
  // 0 - v, and c - v = c + (0 - v)
  rule('negate', binary('sub', exactly(0), any), ({ rhs }) => ({
    kind: 'steps',
    operand: rhs,
    steps: [{ code: OP.negate, k: 0 }],
  })),
  rule('subtract-from-constant', binary('sub', imm, any), ({ lhs, rhs }) => ({
    kind: 'steps',
    operand: rhs,
    steps: [{ code: OP.negate, k: 0 }, immediate('add', lhs)],
  })),
  // The kernel refuses to shift by a constant above 31.
  rule('shift-out', shiftOut, () => leaf(OP.loadImmediate, 0)),
  rule('alu-immediate', divisible, ({ mnemonic, lhs, rhs }) => ({
    kind: 'steps',
    operand: lhs,
    steps: [immediate(mnemonic, rhs)],
  })),
  rule('alu-index', alu(any), ({ mnemonic, lhs, rhs, commutative }) => ({
    kind: 'pair',
    code: codeOf(mnemonic, 'index'),
    lhs,
    rhs,
    commutative,
  })),
  rule('truth-of-test', compares, (_, test) => ({
    kind: 'choice',
    test,
    ifTrue: { constant: 1 },
    ifFalse: { constant: 0 },
  })),
  rule('select', choice, (plan) => plan),
];

/** 4 * (byte & 15), as it may be written. */
const headerLength: Pattern<LoadInstr> = (value, filter) => {
  const low = binary('and', absoluteByte, exactly(15));
  const times4 = either(binary('shl', low, exactly(2)), binary('mul', low, exactly(4)));
  const shifted = binary('and', binary('shl', absoluteByte, exactly(2)), exactly(60));
  const found = times4(value, filter) ?? shifted(value, filter);
  return found === null ? null : found.lhs.lhs;
};

/** How one shape of value comes into X by one instruction that reads no register. */
export interface IndexRule {
  /** kebab-case; unique in its table. */
  readonly name: string;
  /** The instruction, or `null` where the rule does not apply. */
  apply(value: ValueId, filter: FilterView): MachineInstr | null;
}

function indexRule<Bindings>(
  name: string,
  pattern: Pattern<Bindings>,
  emit: (bindings: Bindings) => MachineInstr,
): IndexRule {
  return {
    name,
    apply: (value, filter) => {
      const bindings = pattern(value, filter);
      return bindings === null ? null : emit(bindings);
    },
  };
}

/** The shapes of value that come into X without the accumulator; every other comes through it. */
export const INDEX_RULES: readonly IndexRule[] = [
  indexRule('index-constant', imm, (k) => ({ code: OP.indexImmediate, k })),
  indexRule('index-wire-length', wireLength, () => ({ code: OP.indexLength, k: 0 })),
  indexRule('index-header-length', headerLength, (load) => ({
    code: OP.indexHeaderLength,
    k: Math.min(load.offset, LARGEST_OFFSET),
    reach: { base: null, extent: extentOf(load) },
  })),
];
