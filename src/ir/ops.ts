/**
 * The operations of the IR that compute a value from other values, in two tables. The parser,
 * printer, verifier, interpreter, folder, value numbering and lowering all read them; an operation
 * that is not here does not exist.
 *
 * An i32 is a JS number in [0, 2^32), an i64 a bigint in [0, 2^64). Values have no sign: operations
 * do (`slt` compares as signed). The evaluators take and return such numbers, so they normalize
 * wherever JS arithmetic could leave the range.
 */

/** What a value is: 32 or 64 bits without a sign. `i32` is the default and is not written. */
export type Type = 'i32' | 'i64';

/** A constant operand or result: a u32 as number, a u64 as bigint. */
export type Scalar = number | bigint;

/**
 * What an instruction does besides yielding its value.
 *
 * - `pure`: nothing; it may be removed, duplicated or moved.
 * - `bounds-check`: it ends the filter with verdict 0 where the packet is too short for it.
 * - `division`: it ends the filter with verdict 0 where its right operand is 0.
 * - `kernel-load`: it ends the filter with verdict 0 where the kernel finds no bytes at an address.
 *
 * What may reject may be neither removed nor hoisted above a branch, unless what holds there says that
 * it does not, or that the filter rejects anyway.
 */
export type Effect = 'pure' | 'bounds-check' | 'division' | 'kernel-load';

/** The operations that compare: their result is an i32, 1 where the claim holds and 0 elsewhere. */
export type CompareOp = 'eq' | 'ne' | 'ult' | 'ule' | 'ugt' | 'uge' | 'slt' | 'sle' | 'sgt' | 'sge';

/** The two-operand operations. Both operands have one type. */
export type BinaryOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'mod'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr'
  | 'ashr'
  | CompareOp;

/** The one-operand operations. Operand and result types are fixed by the operation. */
export type UnaryOp =
  | 'bswap16'
  | 'bswap32'
  | 'bswap64'
  | 'sext8'
  | 'sext16'
  | 'sext32'
  | 'zext32'
  | 'trunc32';

/** The static facts about one two-operand operation. */
export interface BinaryOpInfo {
  /** What the operation yields, for the reference and reports. */
  readonly summary: string;
  readonly effect: 'pure' | 'division';
  /** Whether swapping the operands leaves the value unchanged. */
  readonly commutative: boolean;
  /** Whether the result is an i32 that is 0 or 1, whatever the type of the operands. */
  readonly compares: boolean;
  /** The value on i32 constants, or `null` where the operation rejects the packet. */
  evaluate(lhs: number, rhs: number): number | null;
  /**
   * The value on i64 constants, or `null` where the operation rejects the packet: a bigint, or the
   * number 0 or 1 where the operation compares.
   */
  evaluate64(lhs: bigint, rhs: bigint): Scalar | null;
  /**
   * The result as a term of the theory of bit vectors of SMT-LIB, for proofs; any term where the operation
   * rejects. `null` where it compares: all comparisons come down to three.
   */
  readonly bitVector: BitVectorTerm | null;
}

/** Writes a term over two terms of `width` bits. */
export type BitVectorTerm = (lhs: string, rhs: string, width: 32 | 64) => string;

/** The static facts about one one-operand operation. All are pure. */
export interface UnaryOpInfo {
  readonly summary: string;
  readonly from: Type;
  readonly to: Type;
  /** The value on a constant of type `from`, as a constant of type `to`. */
  evaluate(operand: Scalar): Scalar;
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const s64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** The function of that name in SMT-LIB. */
const smt =
  (name: string): BitVectorTerm =>
  (lhs, rhs) =>
    `(${name} ${lhs} ${rhs})`;

type Arithmetic = Omit<BinaryOpInfo, 'compares' | 'effect' | 'commutative'> &
  Partial<Pick<BinaryOpInfo, 'effect' | 'commutative'>>;

const arithmetic = (info: Arithmetic): BinaryOpInfo => ({
  effect: 'pure',
  commutative: false,
  compares: false,
  ...info,
});

const unsigned = (
  summary: string,
  commutative: boolean,
  holds: (lhs: Scalar, rhs: Scalar) => boolean,
): BinaryOpInfo => ({
  summary,
  effect: 'pure',
  commutative,
  compares: true,
  bitVector: null,
  evaluate: (lhs, rhs) => (holds(lhs, rhs) ? 1 : 0),
  evaluate64: (lhs, rhs) => (holds(lhs, rhs) ? 1 : 0),
});

const signed = (summary: string, holds: (lhs: Scalar, rhs: Scalar) => boolean): BinaryOpInfo => ({
  summary,
  effect: 'pure',
  commutative: false,
  compares: true,
  bitVector: null,
  evaluate: (lhs, rhs) => (holds(lhs | 0, rhs | 0) ? 1 : 0),
  evaluate64: (lhs, rhs) => (holds(s64(lhs), s64(rhs)) ? 1 : 0),
});

export const BINARY_OPS: Readonly<Record<BinaryOp, BinaryOpInfo>> = {
  add: arithmetic({
    summary: 'lhs + rhs, modulo 2^width',
    commutative: true,
    evaluate: (lhs, rhs) => (lhs + rhs) >>> 0,
    evaluate64: (lhs, rhs) => u64(lhs + rhs),
    bitVector: smt('bvadd'),
  }),
  sub: arithmetic({
    summary: 'lhs - rhs, modulo 2^width',
    evaluate: (lhs, rhs) => (lhs - rhs) >>> 0,
    evaluate64: (lhs, rhs) => u64(lhs - rhs),
    bitVector: smt('bvsub'),
  }),
  mul: arithmetic({
    summary: 'lhs * rhs, modulo 2^width',
    commutative: true,
    evaluate: (lhs, rhs) => Math.imul(lhs, rhs) >>> 0,
    evaluate64: (lhs, rhs) => u64(lhs * rhs),
    bitVector: smt('bvmul'),
  }),
  div: arithmetic({
    summary: 'unsigned quotient; rejects where rhs is 0',
    effect: 'division',
    evaluate: (lhs, rhs) => (rhs === 0 ? null : Math.floor(lhs / rhs)),
    evaluate64: (lhs, rhs) => (rhs === 0n ? null : lhs / rhs),
    bitVector: smt('bvudiv'),
  }),
  mod: arithmetic({
    summary: 'unsigned remainder; rejects where rhs is 0',
    effect: 'division',
    evaluate: (lhs, rhs) => (rhs === 0 ? null : lhs % rhs),
    evaluate64: (lhs, rhs) => (rhs === 0n ? null : lhs % rhs),
    bitVector: smt('bvurem'),
  }),
  and: arithmetic({
    summary: 'bitwise and',
    commutative: true,
    evaluate: (lhs, rhs) => (lhs & rhs) >>> 0,
    evaluate64: (lhs, rhs) => lhs & rhs,
    bitVector: smt('bvand'),
  }),
  or: arithmetic({
    summary: 'bitwise or',
    commutative: true,
    evaluate: (lhs, rhs) => (lhs | rhs) >>> 0,
    evaluate64: (lhs, rhs) => lhs | rhs,
    bitVector: smt('bvor'),
  }),
  xor: arithmetic({
    summary: 'bitwise exclusive or',
    commutative: true,
    evaluate: (lhs, rhs) => (lhs ^ rhs) >>> 0,
    evaluate64: (lhs, rhs) => lhs ^ rhs,
    bitVector: smt('bvxor'),
  }),
  shl: arithmetic({
    summary: 'lhs shifted left by rhs bits; 0 where rhs >= width',
    evaluate: (lhs, rhs) => (rhs < 32 ? (lhs << rhs) >>> 0 : 0),
    evaluate64: (lhs, rhs) => (rhs < 64n ? u64(lhs << rhs) : 0n),
    bitVector: smt('bvshl'),
  }),
  shr: arithmetic({
    summary: 'lhs shifted right by rhs bits, zeros moving in; 0 where rhs >= width',
    evaluate: (lhs, rhs) => (rhs < 32 ? lhs >>> rhs : 0),
    evaluate64: (lhs, rhs) => (rhs < 64n ? lhs >> rhs : 0n),
    bitVector: smt('bvlshr'),
  }),
  ashr: arithmetic({
    summary: 'lhs shifted right by rhs bits, the sign moving in; all sign where rhs >= width',
    evaluate: (lhs, rhs) => (lhs >> Math.min(rhs, 31)) >>> 0,
    evaluate64: (lhs, rhs) => u64(s64(lhs) >> (rhs < 63n ? rhs : 63n)),
    bitVector: smt('bvashr'),
  }),
  eq: unsigned('1 where lhs equals rhs, else 0', true, (lhs, rhs) => lhs === rhs),
  ne: unsigned('1 where lhs differs from rhs, else 0', true, (lhs, rhs) => lhs !== rhs),
  ult: unsigned('1 where lhs < rhs unsigned, else 0', false, (lhs, rhs) => lhs < rhs),
  ule: unsigned('1 where lhs <= rhs unsigned, else 0', false, (lhs, rhs) => lhs <= rhs),
  ugt: unsigned('1 where lhs > rhs unsigned, else 0', false, (lhs, rhs) => lhs > rhs),
  uge: unsigned('1 where lhs >= rhs unsigned, else 0', false, (lhs, rhs) => lhs >= rhs),
  slt: signed('1 where lhs < rhs signed, else 0', (lhs, rhs) => lhs < rhs),
  sle: signed('1 where lhs <= rhs signed, else 0', (lhs, rhs) => lhs <= rhs),
  sgt: signed('1 where lhs > rhs signed, else 0', (lhs, rhs) => lhs > rhs),
  sge: signed('1 where lhs >= rhs signed, else 0', (lhs, rhs) => lhs >= rhs),
};

/** The comparison that holds exactly where the other does not. */
export const NEGATED_COMPARE: Readonly<Record<CompareOp, CompareOp>> = {
  eq: 'ne',
  ne: 'eq',
  ult: 'uge',
  ule: 'ugt',
  ugt: 'ule',
  uge: 'ult',
  slt: 'sge',
  sle: 'sgt',
  sgt: 'sle',
  sge: 'slt',
};

/** The comparison that holds on `rhs, lhs` exactly where the other holds on `lhs, rhs`. */
export const SWAPPED_COMPARE: Readonly<Record<CompareOp, CompareOp>> = {
  eq: 'eq',
  ne: 'ne',
  ult: 'ugt',
  ule: 'uge',
  ugt: 'ult',
  uge: 'ule',
  slt: 'sgt',
  sle: 'sge',
  sgt: 'slt',
  sge: 'sle',
};

const swapBytes = (value: Scalar, width: number): bigint => {
  let rest = BigInt(value);
  let swapped = 0n;
  for (let byte = 0; byte < width; byte += 1) {
    swapped = (swapped << 8n) | (rest & 0xffn);
    rest >>= 8n;
  }
  return swapped;
};

export const UNARY_OPS: Readonly<Record<UnaryOp, UnaryOpInfo>> = {
  bswap16: {
    summary: 'the low 2 bytes in opposite order, the others 0',
    from: 'i32',
    to: 'i32',
    evaluate: (operand) => Number(swapBytes(operand, 2)),
  },
  bswap32: {
    summary: 'the 4 bytes in opposite order',
    from: 'i32',
    to: 'i32',
    evaluate: (operand) => Number(swapBytes(operand, 4)),
  },
  bswap64: {
    summary: 'the 8 bytes in opposite order',
    from: 'i64',
    to: 'i64',
    evaluate: (operand) => swapBytes(operand, 8),
  },
  sext8: {
    summary: 'the low byte, its sign extended to 32 bits',
    from: 'i32',
    to: 'i32',
    evaluate: (operand) => ((Number(operand) << 24) >> 24) >>> 0,
  },
  sext16: {
    summary: 'the low 2 bytes, their sign extended to 32 bits',
    from: 'i32',
    to: 'i32',
    evaluate: (operand) => ((Number(operand) << 16) >> 16) >>> 0,
  },
  sext32: {
    summary: 'an i32, its sign extended to 64 bits',
    from: 'i32',
    to: 'i64',
    evaluate: (operand) => u64(BigInt(Number(operand) | 0)),
  },
  zext32: {
    summary: 'an i32, extended to 64 bits by zeros',
    from: 'i32',
    to: 'i64',
    evaluate: (operand) => BigInt(operand),
  },
  trunc32: {
    summary: 'the low 32 bits of an i64',
    from: 'i64',
    to: 'i32',
    evaluate: (operand) => Number(BigInt(operand) & 0xffff_ffffn),
  },
};

export function isBinaryOp(name: string): name is BinaryOp {
  return Object.hasOwn(BINARY_OPS, name);
}

export function isCompareOp(op: BinaryOp): op is CompareOp {
  return BINARY_OPS[op].compares;
}

export function isUnaryOp(name: string): name is UnaryOp {
  return Object.hasOwn(UNARY_OPS, name);
}
