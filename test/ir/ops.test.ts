import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BINARY_OPS,
  type BinaryOp,
  type CompareOp,
  isBinaryOp,
  isCompareOp,
  isUnaryOp,
  NEGATED_COMPARE,
  type Scalar,
  SWAPPED_COMPARE,
  UNARY_OPS,
  type UnaryOp,
} from '../../src/ir/ops.ts';

/** What each operation means on integers of `bits` bits, said once more without JS's 32-bit operators. */
const MEANING: Readonly<Record<BinaryOp, (x: bigint, y: bigint, bits: number) => bigint | null>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => (y === 0n ? null : x / y),
  mod: (x, y) => (y === 0n ? null : x % y),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shl: (x, y, bits) => (y < bits ? x * 2n ** y : 0n),
  shr: (x, y, bits) => (y < bits ? x / 2n ** y : 0n),
  ashr: (x, y, bits) => BigInt.asIntN(bits, x) >> (y < bits ? y : BigInt(bits)),
  eq: (x, y) => BigInt(x === y),
  ne: (x, y) => BigInt(x !== y),
  ult: (x, y) => BigInt(x < y),
  ule: (x, y) => BigInt(x <= y),
  ugt: (x, y) => BigInt(x > y),
  uge: (x, y) => BigInt(x >= y),
  slt: (x, y, bits) => BigInt(BigInt.asIntN(bits, x) < BigInt.asIntN(bits, y)),
  sle: (x, y, bits) => BigInt(BigInt.asIntN(bits, x) <= BigInt.asIntN(bits, y)),
  sgt: (x, y, bits) => BigInt(BigInt.asIntN(bits, x) > BigInt.asIntN(bits, y)),
  sge: (x, y, bits) => BigInt(BigInt.asIntN(bits, x) >= BigInt.asIntN(bits, y)),
};

const OPS = Object.keys(BINARY_OPS) as BinaryOp[];
const COMPARES = Object.keys(NEGATED_COMPARE) as CompareOp[];

const u64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 70n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n),
);
const u32 = u64.map((value) => Number(BigInt.asUintN(32, value)));

const outcome = (value: bigint | null, bits: number): bigint | null =>
  value === null ? null : BigInt.asUintN(bits, value);
const asBigInt = (value: Scalar | null): bigint | null => (value === null ? null : BigInt(value));

describe.each(OPS)('%s', (op) => {
  test('means the same as on integers without a width, i32', () => {
    fc.assert(
      fc.property(u32, u32, (lhs, rhs) => {
        const found = BINARY_OPS[op].evaluate(lhs, rhs);
        expect(asBigInt(found)).toBe(outcome(MEANING[op](BigInt(lhs), BigInt(rhs), 32), 32));
        expect(typeof found).not.toBe('bigint');
      }),
    );
  });

  test('means the same as on integers without a width, i64', () => {
    fc.assert(
      fc.property(u64, u64, (lhs, rhs) => {
        const found = BINARY_OPS[op].evaluate64(lhs, rhs);
        expect(asBigInt(found)).toBe(outcome(MEANING[op](lhs, rhs, 64), 64));
        if (found !== null) {
          expect(typeof found).toBe(isCompareOp(op) ? 'number' : 'bigint');
        }
      }),
    );
  });

  test('is commutative where the table says so', () => {
    fc.assert(
      fc.property(u32, u32, (lhs, rhs) => {
        const { commutative, evaluate } = BINARY_OPS[op];
        expect(commutative ? evaluate(rhs, lhs) : evaluate(lhs, rhs)).toBe(evaluate(lhs, rhs));
      }),
    );
  });

  test('rejects only where the table says so', () => {
    const rejects = BINARY_OPS[op].evaluate(1, 0) === null;
    expect(BINARY_OPS[op].effect).toBe(rejects ? 'division' : 'pure');
  });
});

test.each(COMPARES)('%s has an opposite and a mirror image', (op) => {
  fc.assert(
    fc.property(u32, u32, (lhs, rhs) => {
      const holds = BINARY_OPS[op].evaluate(lhs, rhs) ?? 0;
      expect(BINARY_OPS[NEGATED_COMPARE[op]].evaluate(lhs, rhs)).toBe(1 - holds);
      expect(BINARY_OPS[SWAPPED_COMPARE[op]].evaluate(rhs, lhs)).toBe(holds);
    }),
  );
});

test.each<[UnaryOp, Scalar, Scalar]>([
  ['bswap16', 0xaabb1122, 0x2211],
  ['bswap32', 0xaabb1122, 0x2211bbaa],
  ['bswap64', 0x0102030405060708n, 0x0807060504030201n],
  ['sext8', 0x1280, 0xffffff80],
  ['sext8', 0x127f, 0x7f],
  ['sext16', 0x128000, 0xffff8000],
  ['sext16', 0x127fff, 0x7fff],
  ['sext32', 0x80000000, 0xffffffff80000000n],
  ['sext32', 0x7fffffff, 0x7fffffffn],
  ['zext32', 0x80000000, 0x80000000n],
  ['trunc32', 0x123456789abcdef0n, 0x9abcdef0],
])('%s of %s is %s', (op, operand, value) => {
  expect(UNARY_OPS[op].evaluate(operand)).toBe(value);
  expect(typeof operand).toBe(UNARY_OPS[op].from === 'i32' ? 'number' : 'bigint');
  expect(typeof value).toBe(UNARY_OPS[op].to === 'i32' ? 'number' : 'bigint');
});

test('names that objects have anyway are no operations', () => {
  expect([isBinaryOp('toString'), isUnaryOp('constructor'), isBinaryOp('add')]).toEqual([
    false,
    false,
    true,
  ]);
});
