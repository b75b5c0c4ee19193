import { describe, expect, test } from 'vitest';
import { RULES } from '../../../passes/peephole/rules.ts';
import type { Match, Rule } from '../../../passes/peephole/term.ts';
import {
  ANY,
  between,
  intersect,
  type Range,
  withBits,
} from '../../../src/analysis/values/range.ts';
import type { ValueId } from '../../../src/ir/ids.ts';
import type { Scalar, Type } from '../../../src/ir/ops.ts';
import { evaluateTerms } from '../../../src/prove/smt/evaluate.ts';
import type { TermId } from '../../../src/prove/smt/term.ts';
import { Random } from '../../../src/support/random.ts';
import { provesClaim } from './raw-terms.ts';
import {
  computedName,
  functionsOf,
  type RuleClaim,
  type RuleTypes,
  ruleClaim,
} from './rule-claim.ts';
import { RULE_CONDITIONS } from './rule-conditions.ts';
import { absent, theSolver } from './shared-solver.ts';
import { scalarOf } from './some-scalar.ts';

const TYPES: readonly Type[] = ['i32', 'i64'];
const ALL_TYPES: readonly RuleTypes[] = TYPES.flatMap((type) =>
  TYPES.map((inner) => ({ type, inner })),
);

/** How often the constants of a rule are drawn. */
const DRAWS = 400;

/** The cases of a rule: more than one only where each power of two is proved by itself. */
function casesOf(rule: Rule, { terms, symbols }: RuleClaim): readonly (readonly TermId[])[] {
  if (RULE_CONDITIONS.get(rule.name)?.powers !== true) {
    return [[]];
  }
  const { type } = symbols;
  return Array.from({ length: type === 'i32' ? 32 : 64 }, (_, shift) => {
    const power = terms.constant(1n << BigInt(shift), type);
    return [terms.compare('eq', type, symbols.of('A'), power)];
  });
}

/** Proves a rule for operands of given types; the first answer that is not `holds`, if any. */
async function prove(rule: Rule, claim: RuleClaim): Promise<string> {
  const cases = casesOf(rule, claim);
  if (cases.length > 1) {
    const covered = claim.terms.or(...cases.flat());
    const all = await provesClaim(claim.terms, theSolver(), { ...claim, claim: covered });
    if (all !== 'holds') {
      return `not all powers: ${all}`;
    }
  }
  for (const one of cases) {
    const answer = await provesClaim(claim.terms, theSolver(), {
      assumptions: [...claim.assumptions, ...one],
      claim: claim.claim,
    });
    if (answer !== 'holds') {
      return answer;
    }
  }
  return 'holds';
}

function rangeFor(random: Random): Range {
  const [a, b] = [Number(scalarOf(random, 'i32')), Number(scalarOf(random, 'i32'))];
  const bits = random.next();
  const known = withBits((a & ~bits) >>> 0, (a & bits) >>> 0);
  return random.below(2) === 0
    ? known
    : (intersect(between(Math.min(a, b), Math.max(a, b)), random.below(2) === 0 ? known : ANY) ??
        ANY);
}

/** One choice of constants, as a rule and as the solver's terms see it. */
function drawMatch(type: Type, random: Random): { match: Match; values: Map<string, Scalar> } {
  const range = type === 'i32' ? rangeFor(random) : ANY;
  const values = new Map<string, Scalar>([
    ['A', scalarOf(random, type)],
    ['B', scalarOf(random, type)],
    ...Object.entries(range),
  ]);
  const match: Match = {
    type,
    value: () => 0 as ValueId,
    constant: (name) => values.get(name) ?? 0,
    range: () => range,
  };
  return { match, values };
}

/** Checks that the condition and the computed constants that were proved with are the rule's own. */
function compareConditions(rule: Rule, { terms, symbols, when, computed }: RuleClaim): void {
  const random = new Random(0xc0de);
  const functions = functionsOf(rule.to);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const { match, values } = drawMatch(symbols.type, random);
    const applies = rule.when?.(match) ?? true;
    if (applies) {
      functions.forEach((compute, index) => {
        values.set(computedName(index), compute(match));
      });
    }
    const packet = { bytes: terms.packet(values), wirelen: 0 };
    const roots = [...(when === null ? [] : [when]), ...(applies ? computed : [])];
    const answers = evaluateTerms(terms, roots, packet);
    const expected = [
      ...(when === null ? [] : [applies]),
      ...(applies ? computed : []).map(() => true),
    ];
    expect(answers, [...values].join(' ')).toEqual(expected);
  }
}

const CASES = RULES.flatMap((rule) =>
  ALL_TYPES.filter((types) => ruleClaim(rule, types) !== null).map((types) => ({
    name: rule.name,
    rule,
    ...types,
  })),
);

test('every rule can be used, and every condition is known to the proof', () => {
  expect(
    RULES.filter((rule) => !CASES.some((one) => one.rule === rule)).map(({ name }) => name),
  ).toEqual([]);
  const conditional = RULES.filter(
    (rule) => rule.when !== undefined || functionsOf(rule.to).length > 0,
  );
  expect([...RULE_CONDITIONS.keys()].sort()).toEqual(conditional.map(({ name }) => name).sort());
  for (const rule of conditional) {
    const condition = RULE_CONDITIONS.get(rule.name);
    expect(condition?.when !== undefined, rule.name).toBe(rule.when !== undefined);
    expect(condition?.computed?.length ?? 0, rule.name).toBe(functionsOf(rule.to).length);
  }
});

describe.skipIf(absent !== '')(`proofs of rules${absent}`, () => {
  test.each(CASES)(
    '$name ($type, inside $inner) holds for all operands',
    async ({ rule, type, inner }) => {
      const claim = ruleClaim(rule, { type, inner });
      if (claim === null) {
        throw new Error('the rule does not have these types');
      }
      expect(await prove(rule, claim)).toBe('holds');
      compareConditions(rule, claim);
    },
  );

  const WRONG: readonly Rule[] = [
    { name: 'sub-self', match: ['sub', 'x', 'x'], to: 'x' },
    {
      name: 'add-add',
      match: ['add', ['add', 'x', 'A'], 'B'],
      to: ['add', 'x', ['sub', 'A', 'B']],
    },
    // Right but for a sum of shifts that reaches the width.
    { name: 'shl-shl', match: ['shl', ['shl', 'x', 'A'], 'B'], to: ['shl', 'x', 'B'] },
    // Right for most operands: not for the largest.
    { name: 'ule-to-ult', match: ['ule', 'x', 'A'], to: ['ult', 'x', ['add', 'A', 1]] },
    // Right but that it no longer rejects where x is 0.
    { name: 'div-self', match: ['div', 'x', 'x'], to: 1 },
  ];

  test.each(WRONG)('a wrong rule is refused: $name', async (rule) => {
    const claim = ruleClaim(rule, { type: 'i32', inner: 'i32' });
    expect(claim && (await prove(rule, claim))).toBe('fails');
  });

  test('a condition that is too weak is noticed', () => {
    const rule = RULES.find(({ name }) => name === 'uge-constant');
    const claim = rule && ruleClaim(rule, { type: 'i32', inner: 'i32' });
    expect(rule && claim).toBeTruthy();
    expect(
      () => rule && claim && compareConditions({ ...rule, when: () => true }, claim),
    ).toThrow();
  });
});
