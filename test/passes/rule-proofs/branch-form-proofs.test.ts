import { describe, expect, test } from 'vitest';
import { foldAddress } from '../../../passes/peephole/address-folding.ts';
import { type BranchForm, branchForm } from '../../../passes/peephole/branch-forms.ts';
import { ANY, between, exactly } from '../../../src/analysis/values/range.ts';
import type { ValueId } from '../../../src/ir/ids.ts';
import type { BinaryInstr, Instr, LoadInstr } from '../../../src/ir/ir.ts';
import {
  BINARY_OPS,
  type BinaryOp,
  type CompareOp,
  isCompareOp,
  type Type,
} from '../../../src/ir/ops.ts';
import type { TermId } from '../../../src/prove/smt/term.ts';
import { Random } from '../../../src/support/random.ts';
import { provesClaim, RawTerms } from './raw-terms.ts';
import { absent, theSolver } from './shared-solver.ts';
import { CORNERS, scalarOf } from './some-scalar.ts';

const TYPES: readonly Type[] = ['i32', 'i64'];
const [LHS, RHS, TEST] = [0 as ValueId, 1 as ValueId, 2 as ValueId];

/** What stands on the right: `null` for any value. */
const RIGHTS: readonly (number | null)[] = [null, ...CORNERS];

function constant(id: ValueId, value: number, type: Type): Instr {
  return type === 'i32'
    ? { kind: 'const', id, value }
    : { kind: 'const64', id, value: BigInt(value) };
}

/** The instructions that a branch form may look at. */
function viewOf(definitions: readonly Instr[]): (value: ValueId) => Instr {
  return (value) => {
    const found = definitions.find((one) => one.kind !== 'guard' && one.id === value);
    if (found === undefined) {
      throw new Error(`v${value} is not looked at`);
    }
    return found;
  };
}

function comparison(op: BinaryOp): CompareOp {
  if (!isCompareOp(op)) {
    throw new Error(`${op} does not compare`);
  }
  return op;
}

/** The truth of the test that `form` makes of a comparison, its ways exchanged where it says so. */
function truthOf(
  { test: made, swaps }: BranchForm,
  type: Type,
  { terms, of }: { readonly terms: RawTerms; of(value: ValueId): TermId },
): TermId {
  if (typeof made === 'number') {
    const test = terms.compare('ne', type, of(made), terms.constant(0, type));
    return swaps ? terms.not(test) : test;
  }
  const rhs = typeof made.rhs === 'number' ? of(made.rhs) : terms.constant(made.rhs.constant, type);
  const test = terms.compare(comparison(made.op), type, of(made.lhs), rhs);
  return swaps ? terms.not(test) : test;
}

describe.skipIf(absent !== '')(`proofs of branch forms${absent}`, () => {
  const cases = (Object.keys(BINARY_OPS) as BinaryOp[])
    .filter(isCompareOp)
    .flatMap((op) =>
      TYPES.flatMap((type) =>
        (['other', 'add', 'and'] as const).map((left) => ({ op, type, left })),
      ),
    );

  test.each(cases)(
    '$op ($type, left: $left) holds for all operands',
    async ({ op, type, left }) => {
      for (const right of RIGHTS) {
        const other = { kind: 'unary', op: 'bswap32', operand: TEST } as const;
        const definition = viewOf([
          left === 'other'
            ? { ...other, id: LHS }
            : { kind: 'binary', op: left, type, id: LHS, lhs: TEST, rhs: RHS },
          right === null ? { ...other, id: RHS } : constant(RHS, right, type),
        ]);
        const instr: BinaryInstr = { kind: 'binary', op, type, id: TEST, lhs: LHS, rhs: RHS };
        const form = branchForm(instr, { definition, rangeOf: () => ANY });
        const terms = new RawTerms();
        const of = (value: ValueId): TermId =>
          value === RHS && right !== null
            ? terms.constant(right, type)
            : terms.symbol(value === LHS ? 'x' : 'y', type);
        const old = terms.compare(op, type, of(LHS), of(RHS));
        if (form !== null) {
          const claim = terms.same(old, truthOf(form, type, { terms, of }));
          const answer = await provesClaim(terms, theSolver(), { assumptions: [], claim });
          expect(answer, `${right}`).toBe('holds');
        }
      }
    },
  );

  test('a wrong form is refused', async () => {
    const terms = new RawTerms();
    const of = (value: ValueId): TermId => terms.symbol(value === LHS ? 'x' : 'y', 'i32');
    const form: BranchForm = { test: { op: 'ugt', lhs: RHS, rhs: LHS }, swaps: true };
    const old = terms.compare('ult', 'i32', of(LHS), of(RHS));
    const claim = terms.same(old, truthOf(form, 'i32', { terms, of }));
    expect(await provesClaim(terms, theSolver(), { assumptions: [], claim })).toBe('fails');
  });
});

describe.skipIf(absent !== '')(`proofs of folded addresses${absent}`, () => {
  /** The claim that `x + addend` and then `offset` is the address `x + folded`, both unwrapped. */
  const sameAddress = (
    terms: RawTerms,
    addend: number,
    [offset, folded]: readonly [number, number],
  ): TermId => {
    const x = terms.symbol('x', 'i32');
    const sum = terms.binary('add', 'i32', [x, terms.constant(addend, 'i32')]);
    const at = (base: TermId, by: number): TermId =>
      terms.binary('add', 'i64', [terms.unary('zext32', base), terms.constant(by, 'i64')]);
    return terms.compare('eq', 'i64', at(sum, offset), at(x, folded));
  };

  test('where the sum may be folded it does not wrap', async () => {
    const random = new Random(0xadd);
    let folded = 0;
    for (let draw = 0; draw < 200; draw += 1) {
      const high = Number(scalarOf(random, 'i32'));
      const [addend, offset] = [Number(scalarOf(random, 'i32')), random.below(2_000)];
      const sum: Instr = { kind: 'binary', op: 'add', type: 'i32', id: TEST, lhs: LHS, rhs: RHS };
      const access: LoadInstr = {
        kind: 'load',
        id: 3 as ValueId,
        base: TEST,
        offset,
        width: 2,
        order: 'network',
        checked: true,
      };
      const made = foldAddress(access, {
        definition: viewOf([sum, constant(RHS, addend, 'i32')]),
        rangeOf: (value) => (value === LHS ? between(0, high) : ANY),
      });
      if (made !== null) {
        folded += 1;
        const terms = new RawTerms();
        const limit = terms.constant(high, 'i32');
        const bounded = terms.compare('ule', 'i32', terms.symbol('x', 'i32'), limit);
        const claim = sameAddress(terms, addend, [offset, made.offset]);
        expect(made.base).toBe(LHS);
        expect(await provesClaim(terms, theSolver(), { assumptions: [bounded], claim })).toBe(
          'holds',
        );
      }
    }
    expect(folded).toBeGreaterThan(20);
  });

  test('a fold of a sum that may wrap is refused', async () => {
    const terms = new RawTerms();
    const claim = sameAddress(terms, 4, [12, 16]);
    expect(await provesClaim(terms, theSolver(), { assumptions: [], claim })).toBe('fails');
  });

  test('a constant base becomes part of the offset', () => {
    const access = {
      kind: 'load',
      id: 3 as ValueId,
      base: LHS,
      offset: 12,
      width: 2,
      order: 'network',
      checked: true,
    } as const;
    const made = foldAddress(access, { definition: viewOf([]), rangeOf: () => exactly(20) });
    expect(made).toEqual({ ...access, base: null, offset: 32 });
  });
});
