import type { ValueId } from '../../../ir/ids.ts';
import type { BinaryInstr, LoadInstr } from '../../../ir/ir.ts';
import { type CompareOp, isCompareOp, SWAPPED_COMPARE } from '../../../ir/ops.ts';
import type { Condition } from '../../../isa/x64/condition.ts';
import { imm, reg } from '../../../isa/x64/instruction.ts';
import type { Width } from '../../../isa/x64/registers.ts';
import { invariant } from '../../../support/invariant.ts';
import type { AnyRegister } from '../machine/machine-function.ts';
import { swapBytes } from './byte-order.ts';
import { foldable, packetBytes } from './select-access.ts';
import { fitsImmediate, type Selection } from './selection.ts';

/** How the test of a branch, of a select or of a comparison's own value sets the flags. */
export interface TestRule {
  readonly name: string;
  /** Selects instructions; yields the condition under which `test` is not 0, `null` to decline. */
  apply(test: ValueId, selection: Selection): Condition | null;
}

/** A comparison of a value with a constant. */
interface ConstantComparison {
  readonly op: CompareOp;
  readonly lhs: ValueId;
  /** A u32 or u64. */
  readonly constant: bigint;
}

/** Bits of a value that are tested to be zero, or not. */
interface MaskTest {
  readonly op: 'eq' | 'ne';
  readonly value: ValueId;
  /** A u32 or u64. */
  readonly mask: bigint;
}

const CONDITIONS: Readonly<Record<CompareOp, Condition>> = {
  eq: 'e',
  ne: 'ne',
  ult: 'b',
  ule: 'be',
  ugt: 'a',
  uge: 'ae',
  slt: 'l',
  sle: 'le',
  sgt: 'g',
  sge: 'ge',
};

type Pattern<Bindings> = (test: ValueId, selection: Selection) => Bindings | null;

function rule<Bindings>(
  name: string,
  pattern: Pattern<Bindings>,
  emit: (bindings: Bindings, selection: Selection) => Condition | null,
): TestRule {
  return {
    name,
    apply: (test, selection) => {
      const bindings = pattern(test, selection);
      return bindings === null ? null : emit(bindings, selection);
    },
  };
}

const comparison: Pattern<BinaryInstr & { op: CompareOp }> = (test, { filter }) => {
  const instr = filter.definition(test);
  return instr.kind === 'binary' && isCompareOp(instr.op) ? { ...instr, op: instr.op } : null;
};

const comparisonWithConstant: Pattern<ConstantComparison> = (test, selection) => {
  const found = comparison(test, selection);
  if (found === null) {
    return null;
  }
  const { op, lhs, rhs } = found;
  const right = selection.constant(rhs);
  if (right !== null) {
    return { op, lhs, constant: right };
  }
  const left = selection.constant(lhs);
  return left === null ? null : { op: SWAPPED_COMPARE[op], lhs: rhs, constant: left };
};

const zeroTest: Pattern<ConstantComparison & { op: 'eq' | 'ne' }> = (test, selection) => {
  const found = comparisonWithConstant(test, selection);
  if (found === null || found.constant !== 0n || (found.op !== 'eq' && found.op !== 'ne')) {
    return null;
  }
  return { ...found, op: found.op };
};

/** `and` of a value with a constant, if nothing but the test wants it. */
function maskedOperand(value: ValueId, selection: Selection): Omit<MaskTest, 'op'> | null {
  const instr = selection.filter.definition(value);
  if (instr.kind !== 'binary' || instr.op !== 'and' || selection.filter.useCount(value) > 1) {
    return null;
  }
  const mask = selection.constant(instr.rhs);
  return mask === null ? null : { value: instr.lhs, mask };
}

const maskTest: Pattern<MaskTest> = (test, selection) => {
  const compared = zeroTest(test, selection);
  const op = compared?.op ?? 'ne';
  const masked = maskedOperand(compared?.lhs ?? test, selection);
  return masked === null ? null : { ...masked, op };
};

/** The load that defines `value`, if its only user is the test. */
function foldableLoad(value: ValueId, selection: Selection): LoadInstr | null {
  const instr = selection.filter.definition(value);
  return instr.kind === 'load' && foldable(instr, selection) ? instr : null;
}

/** `constant` as it looks where `value` is kept: with its bytes swapped, if the value's are. */
function keptConstant(value: ValueId, constant: bigint, selection: Selection): bigint {
  const bytes = selection.swapped[value] ?? 0;
  return bytes === 0 ? constant : swapBytes(constant, bytes);
}

/** Selects `mnemonic` of a value kept in a register with a constant. */
function withConstant(
  mnemonic: 'cmp' | 'test',
  value: ValueId,
  constant: bigint,
  selection: Selection,
): void {
  const width = selection.width(value);
  const kept = keptConstant(value, constant, selection);
  const operand = selection.operand(value);
  const second = fitsImmediate(kept, width)
    ? imm(kept)
    : reg<AnyRegister>(selection.materialize(kept), 64);
  selection.emit(mnemonic, operand, second);
}

/** Selects `mnemonic` of packet bytes with a constant, if they can be an operand; tells whether. */
function withMemory(
  mnemonic: 'cmp' | 'test',
  value: ValueId,
  constant: bigint,
  selection: Selection,
): boolean {
  const load = foldableLoad(value, selection);
  const width = load === null ? null : memoryWidth(load, selection);
  const kept = keptConstant(value, constant, selection);
  if (load === null || width === null || !fitsMemoryImmediate(kept, width)) {
    return false;
  }
  selection.emit(mnemonic, packetBytes(load, width, selection), imm(kept));
  return true;
}

/**
 * The width in bits in which a load can be the operand of a test; `null` if it must be in a register:
 * its bytes have to be swapped, or it has 16 bits, where an immediate slows decoding down.
 */
function memoryWidth(load: LoadInstr, selection: Selection): Width | null {
  const unswapped = load.order === 'native' || selection.swapped[load.id] !== 0;
  switch (load.width) {
    case 1:
      return 8;
    case 2:
      return null;
    case 4:
      return unswapped ? 32 : null;
    case 8:
      return unswapped ? 64 : null;
  }
}

function fitsMemoryImmediate(constant: bigint, width: Width): boolean {
  return width === 64 ? fitsImmediate(constant, 64) : constant >> BigInt(width) === 0n;
}

const SIGNED: ReadonlySet<CompareOp> = new Set(['slt', 'sle', 'sgt', 'sge']);

/**
 * The tests, first rule first: those that fold more stand above those that fold less, and the last
 * applies to every value.
 *
 * Every rule ends in the instruction that sets the flags.
 */
export const TEST_RULES: readonly TestRule[] = [
  // (x & mask) == 0 is one `test`, of memory where x is loaded for nothing else
  rule('mask-memory', maskTest, ({ op, value, mask }, selection) =>
    withMemory('test', value, mask, selection) ? CONDITIONS[op] : null,
  ),
  rule('mask', maskTest, ({ op, value, mask }, selection) => {
    withConstant('test', value, mask, selection);
    return CONDITIONS[op];
  }),

  // A byte compared in memory has no room for a sign
  rule('compare-memory', comparisonWithConstant, ({ op, lhs, constant }, selection) => {
    const narrow = selection.filter.definition(lhs);
    const loseSign = narrow.kind === 'load' && narrow.width < 4 && SIGNED.has(op);
    return !loseSign && withMemory('cmp', lhs, constant, selection) ? CONDITIONS[op] : null;
  }),
  rule('compare-zero', zeroTest, ({ op, lhs }, selection) => {
    const operand = selection.operand(lhs);
    selection.emit('test', operand, operand);
    return CONDITIONS[op];
  }),
  rule('compare-constant', comparisonWithConstant, ({ op, lhs, constant }, selection) => {
    withConstant('cmp', lhs, constant, selection);
    return CONDITIONS[op];
  }),
  rule('compare', comparison, ({ op, lhs, rhs }, selection) => {
    selection.emit('cmp', selection.operand(lhs), selection.operand(rhs));
    return CONDITIONS[op];
  }),

  rule(
    'nonzero',
    (test) => test,
    (test, selection) => {
      const operand = selection.operand(test);
      selection.emit('test', operand, operand);
      return 'ne';
    },
  ),
];

/** Selects instructions that set the flags by `test`; yields the condition under which it is not 0. */
export function selectTest(test: ValueId, selection: Selection): Condition {
  for (const candidate of TEST_RULES) {
    const condition = candidate.apply(test, selection);
    if (condition !== null) {
      return condition;
    }
  }
  invariant(false, `no rule applies to v${test}`);
}
