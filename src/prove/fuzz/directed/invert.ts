import type { BinaryOp, CompareOp, UnaryOp } from '../../../ir/ops.ts';

/** What one operand of an operation should become. All numbers are in [0, 2^bits). */
export interface Inversion {
  /** What the operation should yield. */
  readonly wanted: bigint;
  /** What the operand is now: bits that do not matter stay as they are. */
  readonly current: bigint;
  /** What the other operand is, and stays. */
  readonly other: bigint;
  /** Whether the operand to change is the left one. */
  readonly isLeft: boolean;
  readonly bits: 32 | 64;
}

/** Yields the value for the operand, or `null` where there is none or none is easily found. */
type Inverse = (inversion: Inversion) => bigint | null;

/** How to make operations yield what is wanted, by one of their operands; of others that is not known. */
export const INVERSES: Readonly<Partial<Record<Exclude<BinaryOp, CompareOp>, Inverse>>> = {
  add: ({ wanted, other, bits }) => BigInt.asUintN(bits, wanted - other),
  sub: ({ wanted, other, isLeft, bits }) =>
    BigInt.asUintN(bits, isLeft ? wanted + other : other - wanted),
  mul: ({ wanted, other, bits }) => factor(wanted, other, bits),
  div: ({ wanted, other, isLeft, bits }) => {
    if (isLeft) {
      return fits(wanted * other, bits);
    }
    return wanted === 0n ? null : other / wanted;
  },
  mod: ({ wanted, other, isLeft }) => (isLeft && wanted < other ? wanted : null),
  and: ({ wanted, current, other }) =>
    (wanted & ~other) === 0n ? (current & ~other) | wanted : null,
  or: ({ wanted, current, other }) =>
    (other & ~wanted) === 0n ? (current & other) | (wanted & ~other) : null,
  xor: ({ wanted, other }) => wanted ^ other,
  shl: ({ wanted, current, other, isLeft, bits }) => {
    if (!isLeft || other >= BigInt(bits)) {
      return null;
    }
    const kept = BigInt.asUintN(bits - Number(other), wanted >> other);
    const lost = (current >> (BigInt(bits) - other)) << (BigInt(bits) - other);
    return BigInt.asUintN(bits, kept << other) === wanted ? kept | lost : null;
  },
  shr: ({ wanted, current, other, isLeft, bits }) =>
    isLeft && other < BigInt(bits)
      ? fits((wanted << other) | BigInt.asUintN(Number(other), current), bits)
      : null,
  ashr: ({ wanted, current, other, isLeft, bits }) => {
    if (!isLeft || other >= BigInt(bits)) {
      return null;
    }
    const value = BigInt.asUintN(bits, wanted << other) | BigInt.asUintN(Number(other), current);
    return BigInt.asUintN(bits, BigInt.asIntN(bits, value) >> other) === wanted ? value : null;
  },
};

/** How to make each one-operand operation yield `wanted`; `current` is its operand now. */
export const UNARY_INVERSES: Readonly<
  Record<UnaryOp, (wanted: bigint, current: bigint) => bigint | null>
> = {
  bswap16: (wanted, current) =>
    wanted > 0xffffn ? null : (current & ~0xffffn) | swapped(wanted, 2),
  bswap32: (wanted) => swapped(wanted, 4),
  bswap64: (wanted) => swapped(wanted, 8),
  sext8: (wanted, current) => signExtended(wanted, current, 8),
  sext16: (wanted, current) => signExtended(wanted, current, 16),
  sext32: (wanted) =>
    BigInt.asUintN(64, BigInt.asIntN(32, wanted)) === wanted ? BigInt.asUintN(32, wanted) : null,
  zext32: (wanted) => fits(wanted, 32),
  trunc32: (wanted, current) => ((current >> 32n) << 32n) | wanted,
};

const fits = (value: bigint, bits: number): bigint | null =>
  value >> BigInt(bits) === 0n ? value : null;

/** A number that yields `product` when multiplied by `other`, modulo 2^bits. */
function factor(product: bigint, other: bigint, bits: number): bigint | null {
  if (other === 0n) {
    return null;
  }
  let [odd, shift] = [other, 0n];
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    shift += 1n;
  }
  if (BigInt.asUintN(Number(shift), product) !== 0n) {
    return null;
  }
  // Newton's iteration doubles the number of right bits; 5 are right to start with
  let inverse = (odd * 3n) ^ 2n;
  for (let right = 5; right < bits; right *= 2) {
    inverse = BigInt.asUintN(bits, inverse * (2n - odd * inverse));
  }
  return BigInt.asUintN(bits, (product >> shift) * inverse);
}

function swapped(value: bigint, width: number): bigint {
  let [rest, result] = [value, 0n];
  for (let index = 0; index < width; index += 1) {
    result = (result << 8n) | (rest & 0xffn);
    rest >>= 8n;
  }
  return result;
}

function signExtended(wanted: bigint, current: bigint, bits: number): bigint | null {
  const low = BigInt.asUintN(bits, wanted);
  return BigInt.asUintN(32, BigInt.asIntN(bits, low)) === wanted
    ? ((current >> BigInt(bits)) << BigInt(bits)) | low
    : null;
}
