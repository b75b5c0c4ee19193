import { describe, expect, test } from 'vitest';
import {
  BINARY_OPS,
  type BinaryOp,
  type Scalar,
  type Type,
  UNARY_OPS,
  type UnaryOp,
} from '../../../src/ir/ops.ts';
import type { TermId } from '../../../src/prove/smt/term.ts';
import { Random } from '../../../src/support/random.ts';
import { provesClaim, RawTerms } from './raw-terms.ts';
import { absent, theSolver } from './shared-solver.ts';
import { scalarOf } from './some-scalar.ts';

const TYPES: readonly Type[] = ['i32', 'i64'];

describe.skipIf(absent !== '')(`what constants fold to is what the solver means${absent}`, () => {
  const PAIRS = 40;
  /** The claim that an operation yields `value` on constants, rejection left aside. */
  const yields = (terms: RawTerms, term: TermId, value: Scalar): TermId => {
    const type = typeof value === 'number' ? 'i32' : 'i64';
    return terms.compare('eq', type, term, terms.constant(value, type));
  };

  const binary = (Object.keys(BINARY_OPS) as BinaryOp[]).flatMap((op) =>
    TYPES.map((type) => ({ op, type })),
  );

  test.each(binary)('$op ($type)', async ({ op, type }) => {
    const random = new Random(0xf01d);
    const terms = new RawTerms();
    const claims: TermId[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const [a, b] = [scalarOf(random, type), scalarOf(random, type)];
      const { evaluate, evaluate64 } = BINARY_OPS[op];
      const value =
        type === 'i32' ? evaluate(Number(a), Number(b)) : evaluate64(BigInt(a), BigInt(b));
      expect(value === null).toBe((op === 'div' || op === 'mod') && BigInt(b) === 0n);
      if (value !== null) {
        const term = terms.binary(op, type, [terms.constant(a, type), terms.constant(b, type)]);
        claims.push(yields(terms, term, value));
      }
    }
    expect(claims.length).toBeGreaterThan(PAIRS / 2);
    const claim = terms.and(...claims);
    expect(await provesClaim(terms, theSolver(), { assumptions: [], claim })).toBe('holds');
  });

  test.each(Object.keys(UNARY_OPS) as UnaryOp[])('%s', async (op) => {
    const random = new Random(0xf01d);
    const terms = new RawTerms();
    const { from, evaluate } = UNARY_OPS[op];
    const claims = Array.from({ length: PAIRS }, () => {
      const operand = scalarOf(random, from);
      return yields(terms, terms.unary(op, terms.constant(operand, from)), evaluate(operand));
    });
    const claim = terms.and(...claims);
    expect(await provesClaim(terms, theSolver(), { assumptions: [], claim })).toBe('holds');
  });
});
