import type { ValueId } from '../../../ir/ids.ts';
import type { BinaryInstr, Instr } from '../../../ir/ir.ts';
import { BINARY_OPS, type CompareOp, isCompareOp, type Scalar } from '../../../ir/ops.ts';
import type { Random } from '../../../support/random.ts';
import { INVERSES, UNARY_INVERSES } from './invert.ts';
import { LONGEST_PACKET, type Plant } from './plant.ts';
import type { TracedRun } from './traced-run.ts';

/** A value of the filter, and what it should become: in [0, 2^32), or [0, 2^64) for an i64. */
export interface Goal {
  readonly value: ValueId;
  readonly wanted: bigint;
}

/**
 * A change to the packet of `run` that probably gives a value what is wanted of it, worked out
 * backwards through the operations that it comes from; `null` where none is found. Where there is a
 * choice, as to which side of a comparison to change and to what, `random` makes it.
 */
export function solve(goal: Goal, run: TracedRun, random: Random): Plant | null {
  let at: Goal | null = goal;
  while (at !== null) {
    const instr: Instr = run.filter.definition(at.value);
    if (instr.kind === 'load' || instr.kind === 'input') {
      return plantFor(instr, at.wanted, run);
    }
    at = step(instr, at.wanted, { run, random });
  }
  return null;
}

interface Search {
  readonly run: TracedRun;
  readonly random: Random;
}

function plantFor(
  instr: Extract<Instr, { kind: 'load' | 'input' }>,
  wanted: bigint,
  run: TracedRun,
): Plant | null {
  if (instr.kind === 'input') {
    return { kind: 'input', input: instr.input, value: Number(wanted) };
  }
  const at = run.address(instr);
  const fits = wanted >> BigInt(8 * instr.width) === 0n;
  return fits && at !== null && at + instr.width <= LONGEST_PACKET
    ? { kind: 'bytes', at, load: instr, value: wanted }
    : null;
}

/** What an operand of `instr` should become. */
function step(instr: Instr, wanted: bigint, search: Search): Goal | null {
  const { run } = search;
  switch (instr.kind) {
    case 'unary': {
      const value = UNARY_INVERSES[instr.op](wanted, current(run, instr.operand));
      return value === null ? null : { value: instr.operand, wanted: value };
    }
    case 'binary':
      return isCompareOp(instr.op)
        ? stepCompare(instr, instr.op, { holds: wanted !== 0n, ...search })
        : stepArithmetic(instr, wanted, search);
    case 'select':
      return {
        value: current(run, instr.test) === 0n ? instr.ifFalse : instr.ifTrue,
        wanted,
      };
    case 'phi': {
      const operand = run.operandTaken(instr);
      return operand === null ? null : { value: operand, wanted };
    }
    default:
      return null;
  }
}

function stepArithmetic(instr: BinaryInstr, wanted: bigint, { run, random }: Search): Goal | null {
  const { op, type, lhs, rhs } = instr;
  if (isCompareOp(op)) {
    return null;
  }
  const isLeft = choosesLeft(instr, run, random);
  const [own, other] = isLeft ? [lhs, rhs] : [rhs, lhs];
  const value = INVERSES[op]?.({
    wanted,
    current: current(run, own),
    other: current(run, other),
    isLeft,
    bits: type === 'i32' ? 32 : 64,
  });
  return value === undefined || value === null ? null : { value: own, wanted: value };
}

/** Changes one side of a comparison to a value at the edge of what makes it come out as wanted. */
function stepCompare(
  instr: BinaryInstr,
  op: CompareOp,
  { holds, run, random }: Search & { readonly holds: boolean },
): Goal | null {
  const isLeft = choosesLeft(instr, run, random);
  const [own, other] = isLeft ? [instr.lhs, instr.rhs] : [instr.rhs, instr.lhs];
  const bits = instr.type === 'i32' ? 32 : 64;
  const against = current(run, other);
  const { evaluate, evaluate64 } = BINARY_OPS[op];
  const outcome = (value: bigint): Scalar | null => {
    const [lhs, rhs] = isLeft ? [value, against] : [against, value];
    return bits === 32 ? evaluate(Number(lhs), Number(rhs)) : evaluate64(lhs, rhs);
  };
  const near = boundaryValues(against, bits).filter((value) => (outcome(value) === 1) === holds);
  // The nearest come first and are the most telling
  const value = near[random.percent(75) ? 0 : random.below(Math.max(near.length, 1))];
  return value === undefined ? null : { value: own, wanted: value };
}

/** The values next to `against` and at the ends of the range, the nearest first. */
function boundaryValues(against: bigint, bits: number): readonly bigint[] {
  const half = 1n << BigInt(bits - 1);
  const top = (1n << BigInt(bits)) - 1n;
  return [against, against + 1n, against - 1n, against ^ 1n, against ^ half, 0n, 1n, top, half].map(
    (value) => BigInt.asUintN(bits, value),
  );
}

/** Whether to change the left operand: the one that is not constant, either where neither is. */
function choosesLeft({ lhs, rhs }: BinaryInstr, run: TracedRun, random: Random): boolean {
  const isConstant = (value: ValueId): boolean =>
    run.filter.definition(value).kind.startsWith('const');
  if (isConstant(lhs) || isConstant(rhs)) {
    return isConstant(rhs);
  }
  return random.percent(50);
}

const current = (run: TracedRun, value: ValueId): bigint => BigInt(run.value(value) ?? 0);
