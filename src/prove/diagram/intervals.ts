import { MAX_U32 } from '../../support/u32.ts';
import type { ArithmeticOp } from '../smt/term.ts';

/** Whole numbers from `low` to `high`, both included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A set of u32: intervals in ascending order, which neither meet nor touch. */
export type Intervals = readonly Interval[];

/** A set of more intervals is given up: its diagram would be no shorter than what it is to replace. */
const MOST_INTERVALS = 1_024;

/** Operands up to this one are tried one by one where an operation has no inverse by intervals. */
const MOST_TRIED = 0xffff;

/** `intervals` in any order, as a set. */
export function intervalsOf(intervals: Iterable<Interval>): Intervals {
  const sorted = [...intervals]
    .filter(({ low, high }) => low <= high)
    .toSorted((a, b) => a.low - b.low);
  const merged: Interval[] = [];
  for (const one of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && one.low <= last.high + 1) {
      merged[merged.length - 1] = { low: last.low, high: Math.max(last.high, one.high) };
    } else {
      merged.push(one);
    }
  }
  return merged;
}

/** The numbers of `most` and less that are not in `intervals`. */
export function complement(intervals: Intervals, most: number): Intervals {
  const starts = [0, ...intervals.map(({ high }) => high + 1)];
  const ends = [...intervals.map(({ low }) => low - 1), most];
  return intervalsOf(starts.map((low, index) => ({ low, high: ends[index] ?? most })));
}

/** The numbers that are in both. */
export const intersection = (one: Intervals, other: Intervals): Intervals =>
  intervalsOf(
    one.flatMap((a) =>
      other.map((b) => ({ low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) })),
    ),
  );

/** `operand op constant`, of which the result is asked for. */
interface Operation {
  readonly op: ArithmeticOp;
  readonly constant: number;
  /** The largest value of the operand, a u32. */
  readonly most: number;
}

/**
 * The operands in [0, `most`] for which the i32 `operand op constant` lies in `results`: exactly these.
 * `null` where they are too many intervals, or the operation has no inverse here.
 */
export function preimage(operation: Operation, results: Intervals): Intervals | null {
  const found = unclipped(operation, results);
  return found === null || found.length > MOST_INTERVALS
    ? null
    : intervalsOf(found.map(({ low, high }) => ({ low, high: Math.min(high, operation.most) })));
}

function unclipped(operation: Operation, results: Intervals): readonly Interval[] | null {
  const { op, constant, most } = operation;
  const factor = 2 ** constant;
  switch (op) {
    case 'shr':
      return constant > 31
        ? null
        : results.map(({ low, high }) => ({ low: low * factor, high: (high + 1) * factor - 1 }));
    case 'shl':
      return constant > 31 || most * factor > MAX_U32
        ? null
        : results.map(({ low, high }) => ({
            low: Math.ceil(low / factor),
            high: Math.floor(high / factor),
          }));
    case 'add':
      return results.flatMap((one) => belowSum(one, constant));
    case 'and':
      return belowMask(operation, results);
    default:
      return null;
  }
}

/** The operands of a sum modulo 2^32 that lies in an interval. */
function belowSum({ low, high }: Interval, constant: number): readonly Interval[] {
  const wrapped = { low: low - constant + MAX_U32 + 1, high: high - constant + MAX_U32 + 1 };
  return [
    { low: Math.max(0, low - constant), high: high - constant },
    { low: wrapped.low, high: Math.min(wrapped.high, MAX_U32) },
  ];
}

function belowMask(operation: Operation, results: Intervals): readonly Interval[] | null {
  const { constant: mask, most } = operation;
  const unit = (mask & -mask) >>> 0;
  const period = mask + unit;
  if ((mask & (period >>> 0)) !== 0 || mask === 0) {
    return most <= MOST_TRIED ? triedOneByOne(operation, results) : null;
  }
  const once = results
    .map(({ low, high }) => ({
      low: Math.ceil(low / unit) * unit,
      high: Math.min((Math.floor(high / unit) + 1) * unit, period) - 1,
    }))
    .filter(({ low, high }) => low <= high);
  const periods = Math.floor(most / period) + 1;
  return Math.max(1, once.length) * periods > MOST_INTERVALS
    ? null
    : Array.from({ length: periods }, (_, index) => index * period).flatMap((start) =>
        once.map(({ low, high }) => ({ low: start + low, high: start + high })),
      );
}

function triedOneByOne({ constant, most }: Operation, results: Intervals): readonly Interval[] {
  const isResult = (value: number): boolean =>
    results.some(({ low, high }) => low <= value && value <= high);
  return Array.from({ length: most + 1 }, (_, operand) => operand)
    .filter((operand) => isResult((operand & constant) >>> 0))
    .map((operand) => ({ low: operand, high: operand }));
}
