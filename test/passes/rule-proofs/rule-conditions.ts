import type { Type } from '../../../src/ir/ops.ts';
import type { TermId } from '../../../src/prove/smt/term.ts';
import type { RawTerms } from './raw-terms.ts';

/** What a condition speaks of: symbols for the constants of a rule, and for what is known of `x`. */
export interface Symbols {
  readonly terms: RawTerms;
  readonly type: Type;
  of(name: 'x' | 'A' | 'B' | 'low' | 'high' | 'zeros' | 'ones'): TermId;
}

/** The condition of a rule and the constants that it computes, as the solver reads them. */
export interface RuleCondition {
  /** A truth; the rule's `when`. */
  readonly when?: (symbols: Symbols) => TermId;
  /** For each function in the template, in order: a truth about what it yields. */
  readonly computed?: readonly ((symbols: Symbols, result: TermId) => TermId)[];
  /** Whether the condition leaves powers of two alone, so that each is proved by itself. */
  readonly powers?: true;
}

type Name = Parameters<Symbols['of']>[0];

/** `lhs op rhs` where operands are names, numbers, or terms. */
const word = ({ terms, type, of }: Symbols, one: Name | number | 'all' | TermSource): TermId => {
  if (typeof one === 'object') {
    return one.term;
  }
  if (typeof one === 'number') {
    return terms.constant(one, type);
  }
  return one === 'all'
    ? terms.constant(type === 'i32' ? 0xffff_ffff : 0xffff_ffff_ffff_ffffn, type)
    : of(one);
};

/** A term that is made already, told from a number by being wrapped. */
interface TermSource {
  readonly term: TermId;
}

type Part = Parameters<typeof word>[1];

const compute =
  (op: 'add' | 'sub' | 'and' | 'or' | 'xor' | 'shl' | 'shr', lhs: Part, rhs: Part) =>
  (symbols: Symbols): TermSource => ({
    term: symbols.terms.binary(op, symbols.type, [word(symbols, lhs), word(symbols, rhs)]),
  });

const holds =
  (op: 'eq' | 'ne' | 'ult' | 'ugt' | 'ule' | 'uge', lhs: Part, rhs: Part) =>
  (symbols: Symbols): TermId =>
    symbols.terms.compare(op, symbols.type, word(symbols, lhs), word(symbols, rhs));

const width = ({ type }: Symbols): number => (type === 'i32' ? 32 : 64);

const below =
  (name: 'A' | 'B') =>
  (symbols: Symbols): TermId =>
    holds('ult', name, width(symbols))(symbols);

const notBelow =
  (name: 'A' | 'B') =>
  (symbols: Symbols): TermId =>
    symbols.terms.not(below(name)(symbols));

/** The sum of two shifts is below the width; neither may be so large that the sum wraps. */
const together = (symbols: Symbols): TermId =>
  symbols.terms.and(
    below('A')(symbols),
    below('B')(symbols),
    holds('ult', compute('add', 'A', 'B')(symbols), width(symbols))(symbols),
  );

const notTogether = (symbols: Symbols): TermId => symbols.terms.not(together(symbols));

const isPower = (symbols: Symbols): TermId =>
  symbols.terms.and(
    holds('ne', 'A', 0)(symbols),
    holds('eq', compute('and', 'A', compute('sub', 'A', 1)(symbols))(symbols), 0)(symbols),
  );

const isLogarithm = (symbols: Symbols, result: TermId): TermId =>
  symbols.terms.and(
    holds('ult', { term: result }, width(symbols))(symbols),
    holds('eq', compute('shl', 1, { term: result })(symbols), 'A')(symbols),
  );

/** The result is all ones, shifted by A. */
const isSurviving =
  (op: 'shl' | 'shr') =>
  (symbols: Symbols, result: TermId): TermId =>
    holds('eq', { term: result }, compute(op, 'all', 'A')(symbols))(symbols);

/** No bit of `sub` lies outside of `set`. */
const subset =
  (sub: Part, set: Part) =>
  (symbols: Symbols): TermId =>
    holds('eq', compute('and', sub, compute('xor', set, 'all')(symbols))(symbols), 0)(symbols);

const notSubset =
  (sub: Part, set: Part) =>
  (symbols: Symbols): TermId =>
    symbols.terms.not(subset(sub, set)(symbols));

const surviving =
  (wanted: boolean) =>
  (symbols: Symbols): TermId => {
    const fits = subset('B', compute('shl', 'all', 'A')(symbols))(symbols);
    return symbols.terms.and(below('A')(symbols), wanted ? fits : symbols.terms.not(fits));
  };

const outsideRange = (symbols: Symbols): TermId =>
  symbols.terms.or(
    holds('ult', 'A', 'low')(symbols),
    holds('ugt', 'A', 'high')(symbols),
    holds('ne', compute('and', 'A', 'zeros')(symbols), 0)(symbols),
    holds('ne', compute('and', 'A', 'ones')(symbols), 'ones')(symbols),
  );

const swapped =
  (op: 'bswap32' | 'bswap64') =>
  (symbols: Symbols, result: TermId): TermId =>
    holds('eq', { term: result }, { term: symbols.terms.unary(op, symbols.of('A')) })(symbols);

const EQUALITY = (['eq', 'ne'] as const).flatMap(
  (op): readonly (readonly [string, RuleCondition])[] => [
    [`${op}-and-impossible`, { when: notSubset('B', 'A') }],
    [`${op}-or-impossible`, { when: notSubset('A', 'B') }],
    [`${op}-shl`, { when: surviving(true), computed: [isSurviving('shr')] }],
    [`${op}-shl-impossible`, { when: surviving(false) }],
    [`${op}-range`, { when: outsideRange }],
    [`${op}-bswap32`, { computed: [swapped('bswap32')] }],
    [`${op}-bswap64`, { computed: [swapped('bswap64')] }],
  ],
);

/** For each rule that has a condition or computes a constant, what that means. */
export const RULE_CONDITIONS: ReadonlyMap<string, RuleCondition> = new Map<string, RuleCondition>([
  ['shl-all', { when: notBelow('A') }],
  ['shr-all', { when: notBelow('A') }],
  [
    'and-superfluous',
    { when: (symbols) => holds('eq', compute('or', 'zeros', 'A')(symbols), 'all')(symbols) },
  ],
  ['and-impossible', { when: subset('A', 'zeros') }],
  ['mul-power', { when: isPower, computed: [isLogarithm], powers: true }],
  ['div-power', { when: isPower, computed: [isLogarithm], powers: true }],
  ['mod-power', { when: isPower, powers: true }],
  ['shl-shl', { when: together }],
  ['shl-shl-all', { when: notTogether }],
  ['shr-shr', { when: together }],
  ['shr-shr-all', { when: notTogether }],
  ['shl-shr', { when: below('A'), computed: [isSurviving('shr')] }],
  ['shr-shl', { when: below('A'), computed: [isSurviving('shl')] }],
  ['shl-and', { when: below('A') }],
  ['and-shr', { when: below('B') }],
  [
    'ugt-all-but-one',
    { when: (symbols) => holds('eq', compute('add', 'A', 1)(symbols), 'all')(symbols) },
  ],
  ['uge-constant', { when: holds('ne', 'A', 0) }],
  ['ule-constant', { when: holds('ne', 'A', 'all') }],
  ['ugt-always', { when: holds('ugt', 'low', 'A') }],
  ['ugt-never', { when: holds('ule', 'high', 'A') }],
  ['ult-always', { when: holds('ult', 'high', 'A') }],
  ['ult-never', { when: holds('uge', 'low', 'A') }],
  ...EQUALITY,
]);
