import { largestValue, onesUpTo } from '../../../codegen/largest-value.ts';
import type { ValueId } from '../../../ir/ids.ts';
import { type BinaryOp, isCompareOp, SWAPPED_COMPARE } from '../../../ir/ops.ts';
import { codeOf } from '../../../isa/cbpf/opcodes.ts';
import { OP } from '../machine/machine-code.ts';
import {
  type Arm,
  any,
  binary,
  choice,
  exactly,
  imm,
  type Operands,
  once,
  type Pattern,
} from './pattern.ts';
import { type Rule, rule } from './rule-table.ts';

/** How control goes by a test: by one conditional jump, or by those of other tests. */
export type BranchPlan =
  | { readonly kind: 'known'; readonly outcome: boolean }
  /** A jump on A against an immediate, to the other side where `negated`. */
  | {
      readonly kind: 'immediate';
      readonly operand: ValueId;
      readonly code: number;
      readonly k: number;
      readonly negated: boolean;
      /** Where the jump is on bits: their value, in case it is in A. The jump is on it not being 0. */
      readonly bits?: ValueId;
    }
  /** A jump on A against X: `straight` with `lhs` in A and `rhs` in X, `swapped` the other way. */
  | {
      readonly kind: 'index';
      readonly lhs: ValueId;
      readonly rhs: ValueId;
      readonly straight: Jump;
      readonly swapped: Jump;
    }
  /** At most two jumps: whether A, which is at most `limit`, is in `low` to `high`, all u32. */
  | {
      readonly kind: 'range';
      readonly operand: ValueId;
      readonly low: number;
      readonly high: number;
      readonly limit: number;
      readonly negated: boolean;
    }
  | { readonly kind: 'not'; readonly test: ValueId }
  | {
      readonly kind: 'both' | 'either';
      readonly first: ValueId;
      readonly second: ValueId;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'choice';
      readonly test: ValueId;
      readonly ifTrue: Arm;
      readonly ifFalse: Arm;
    };

/** A conditional jump on A and X, to the other side where `negated`. */
export interface Jump {
  readonly code: number;
  readonly negated: boolean;
}

/** Some bits of `operand`: those in `mask`. */
interface Bits {
  /** The value of the bits. */
  readonly value: ValueId;
  readonly operand: ValueId;
  readonly mask: number;
}

const masking = binary('and', any, imm);

const bits: Pattern<Bits> = (value, filter) => {
  const found = masking(value, filter);
  return found === null ? null : { value, operand: found.lhs, mask: found.rhs };
};

const JSET = codeOf('jset', 'immediate');

const jumpOnBits =
  (negated: boolean) =>
  ({ value, operand, mask }: Bits): BranchPlan => ({
    kind: 'immediate',
    operand,
    code: JSET,
    k: mask,
    negated,
    bits: value,
  });

const jumpOnBitsOf =
  (negated: boolean) =>
  ({ lhs }: Operands<Bits, unknown>): BranchPlan =>
    jumpOnBits(negated)(lhs);

/** `(v & bit) == bit` asks for the one bit. */
const jumpOnOneBit =
  (negated: boolean) =>
  ({ lhs, rhs }: Operands<Bits, number>): BranchPlan | null =>
    lhs.mask === rhs && rhs !== 0 && (rhs & (rhs - 1)) === 0 ? jumpOnBits(negated)(lhs) : null;

interface Range {
  readonly operand: ValueId;
  readonly low: number;
  readonly high: number;
  readonly limit: number;
}

const range =
  (negated: boolean) =>
  (bounds: Range): BranchPlan => ({ kind: 'range', ...bounds, negated });

/**
 * `(v & mask) == k` where the mask keeps all bits above the lowest few: the values from `k` to the
 * largest with the same upper bits.
 */
const samePrefix =
  (masked: Pattern<Operands<Bits, number>>): Pattern<Range> =>
  (value, filter) => {
    const found = masked(value, filter);
    if (found === null) {
      return null;
    }
    const { operand, mask } = found.lhs;
    const low = found.rhs;
    const limit = onesUpTo(largestValue(operand, filter));
    const rest = (limit & ~mask) >>> 0;
    const keepsUpper = (rest & (rest + 1)) === 0 && rest !== limit;
    return keepsUpper && (low & ~mask) === 0 && low <= limit
      ? { operand, low, high: (low | rest) >>> 0, limit }
      : null;
  };

/** `(v >> count) == k`. */
const sameShifted =
  (shifted: Pattern<Operands<Operands<ValueId, number>, number>>): Pattern<Range> =>
  (value, filter) => {
    const found = shifted(value, filter);
    if (found === null || found.lhs.rhs >= 32) {
      return null;
    }
    const { lhs: operand, rhs: count } = found.lhs;
    const size = 2 ** count;
    const low = found.rhs * size;
    const limit = onesUpTo(largestValue(operand, filter));
    return low <= limit ? { operand, low, high: low + size - 1, limit } : null;
  };

/** Something that is 0 or 1. */
const truth: Pattern<ValueId> = (value, filter) =>
  largestValue(value, filter) <= 1 ? value : null;

/** The jumps of a comparison: on A against an immediate, and against X. */
interface Jumps {
  readonly immediate: Jump;
  readonly index: Jump;
}

const jumps = (mnemonic: string, negated: boolean): Jumps => ({
  immediate: { code: codeOf(mnemonic, 'immediate'), negated },
  index: { code: codeOf(mnemonic, 'index'), negated },
});

const JUMPS: Partial<Readonly<Record<BinaryOp, Jumps>>> = {
  eq: jumps('jeq', false),
  ne: jumps('jeq', true),
  ugt: jumps('jgt', false),
  ule: jumps('jgt', true),
  uge: jumps('jge', false),
  ult: jumps('jge', true),
};

const COMPARES = Object.keys(JUMPS) as readonly BinaryOp[];

/** An unsigned comparison with an immediate on one side. */
const compareImmediate: Pattern<BranchPlan> = (value, filter) => {
  const instr = filter.definition(value);
  if (instr.kind !== 'binary' || !isCompareOp(instr.op)) {
    return null;
  }
  const right = imm(instr.rhs, filter);
  const k = right ?? imm(instr.lhs, filter);
  const jump = JUMPS[right === null ? SWAPPED_COMPARE[instr.op] : instr.op];
  return jump === undefined || k === null
    ? null
    : {
        kind: 'immediate',
        operand: right === null ? instr.rhs : instr.lhs,
        code: jump.immediate.code,
        k,
        negated: jump.immediate.negated,
      };
};

/** An unsigned comparison of two values. */
const compareIndex: Pattern<BranchPlan> = (value, filter) => {
  const instr = filter.definition(value);
  if (instr.kind !== 'binary' || !isCompareOp(instr.op)) {
    return null;
  }
  const straight = JUMPS[instr.op];
  const swapped = JUMPS[SWAPPED_COMPARE[instr.op]];
  return straight === undefined || swapped === undefined
    ? null
    : {
        kind: 'index',
        lhs: instr.lhs,
        rhs: instr.rhs,
        straight: straight.index,
        swapped: swapped.index,
      };
};

function not(test: ValueId): BranchPlan {
  return { kind: 'not', test };
}

const two =
  (kind: 'both' | 'either', negated: boolean) =>
  ({ lhs, rhs }: Operands<ValueId, ValueId>): BranchPlan => ({
    kind,
    first: lhs,
    second: rhs,
    negated,
  });

const JSET_INDEX: Jump = { code: codeOf('jset', 'index'), negated: false };

/**
 * How a branch on each shape of test becomes jumps. The first rule that applies wins, so one that
 * folds more into the jumps stands above one that folds less; the last applies to every test.
 */
export const BRANCH_RULES: readonly Rule<BranchPlan>[] = [
  rule('branch-known', ['const'], imm, (k) => ({ kind: 'known', outcome: k !== 0 })),
  // A test of bits leaves them in A, where an `and` would not.
  rule('branch-bits', ['and'], bits, jumpOnBits(false)),
  rule('branch-bits-set', ['ne'], binary('ne', bits, exactly(0)), jumpOnBitsOf(false)),
  rule('branch-bits-above-0', ['ugt'], binary('ugt', bits, exactly(0)), jumpOnBitsOf(false)),
  rule('branch-bits-clear', ['eq'], binary('eq', bits, exactly(0)), jumpOnBitsOf(true)),
  rule('branch-one-bit', ['eq'], binary('eq', bits, imm), jumpOnOneBit(false)),
  rule('branch-not-one-bit', ['ne'], binary('ne', bits, imm), jumpOnOneBit(true)),
  // As many instructions as `and`, `jeq`; but one is often enough, and A keeps the value.
  rule('branch-prefix', ['eq'], samePrefix(binary('eq', once(bits), imm)), range(false)),
  rule('branch-not-prefix', ['ne'], samePrefix(binary('ne', once(bits), imm)), range(true)),
  rule(
    'branch-shifted',
    ['eq'],
    sameShifted(binary('eq', once(binary('shr', any, imm)), imm)),
    range(false),
  ),
  rule(
    'branch-not-shifted',
    ['ne'],
    sameShifted(binary('ne', once(binary('shr', any, imm)), imm)),
    range(true),
  ),
  // What the jumps make of a truth need not be computed.
  rule('branch-negation', ['eq'], binary('eq', truth, exactly(0)), ({ lhs }) => not(lhs)),
  rule('branch-negation-xor', ['xor'], binary('xor', truth, exactly(1)), ({ lhs }) => not(lhs)),
  rule('branch-both', ['and'], binary('and', truth, truth), two('both', false)),
  rule('branch-either', ['or'], binary('or', any, any), two('either', false)),
  rule(
    'branch-neither',
    ['eq'],
    binary('eq', once(binary('or', any, any)), exactly(0)),
    ({ lhs }) => two('either', true)(lhs),
  ),
  rule('branch-select', ['select'], choice, (arms) => ({ kind: 'choice', ...arms })),
  rule('branch-compare-immediate', COMPARES, compareImmediate, (plan) => plan),
  rule('branch-compare-index', COMPARES, compareIndex, (plan) => plan),
  rule('branch-bits-index', ['and'], binary('and', any, any), ({ lhs, rhs }) => ({
    kind: 'index',
    lhs,
    rhs,
    straight: JSET_INDEX,
    swapped: JSET_INDEX,
  })),
  rule('branch-nonzero', null, any, (operand) => ({
    kind: 'immediate',
    operand,
    code: OP.jumpIfEqual,
    k: 0,
    negated: true,
  })),
];
