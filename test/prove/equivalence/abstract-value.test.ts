import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BINARY_OPS } from '../../../src/ir/ops.ts';
import {
  type AbstractValue,
  abstractBinary,
  between,
  bits,
  meet,
} from '../../../src/prove/smt/abstract-value.ts';
import { operandFromResult } from '../../../src/prove/smt/operand-from-result.ts';
import type { ArithmeticOp } from '../../../src/prove/smt/term.ts';

const OPS: readonly ArithmeticOp[] = [
  'add',
  'sub',
  'mul',
  'div',
  'mod',
  'and',
  'or',
  'xor',
  'shl',
  'shr',
  'ashr',
];

/** Numbers near those at which something changes. */
const words: fc.Arbitrary<number> = fc.oneof(
  fc.nat({ max: 40 }),
  fc.nat({ max: 31 }).map((bit) => 2 ** bit),
  fc.nat({ max: 0xffff_ffff }),
  fc.nat({ max: 31 }).map((bit) => 2 ** (bit + 1) - 1),
);

/** A value, and something true of it. */
const samples: fc.Arbitrary<{ readonly value: number; readonly known: AbstractValue }> = fc
  .tuple(words, words, words, words)
  .map(([value, below, above, mask]) => {
    const low = Math.max(0, value - below);
    const high = Math.min(0xffff_ffff, value + above);
    const limits = between(low, high);
    const some = bits((~value & mask) >>> 0, (value & mask) >>> 0);
    const known = limits === null ? null : meet(limits, some);
    if (known === null) {
      throw new Error(`nothing is between ${low} and ${high}`);
    }
    return { value, known };
  });

function holds(value: number, { low, high, zeros, ones }: AbstractValue): boolean {
  return low <= value && value <= high && (value & zeros) === 0 && (ones & ~value) === 0;
}

test('what is true of a value stays true when put together', () => {
  fc.assert(
    fc.property(samples, ({ value, known }) => {
      expect(holds(value, known)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test.each(OPS)('what is known of a result of %s is true', (op) => {
  fc.assert(
    fc.property(samples, samples, (a, b) => {
      const result = BINARY_OPS[op].evaluate(a.value, b.value);
      const known = abstractBinary(op, a.known, b.known);
      expect(result === null || holds(result, known)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test.each(OPS)('what is known of the operand of %s by its result is true', (op) => {
  fc.assert(
    fc.property(samples, words, samples, ({ value, known: before }, constant, other) => {
      const result = BINARY_OPS[op].evaluate(value, constant);
      fc.pre(result !== null);
      const [low, high] = [Math.min(result, other.value), Math.max(result, other.value)];
      const limits = between(low, high);
      const wanted = bits((~result & constant) >>> 0, (result & constant) >>> 0);
      const after = limits === null ? null : meet(limits, wanted);
      fc.pre(after !== null);
      const operand = operandFromResult(op, { constant, after, before });
      expect(operand === null || holds(value, operand)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});
