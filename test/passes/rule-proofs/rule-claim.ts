import {
  allOnes,
  type Match,
  type Pattern,
  type Rule,
  type Template,
} from '../../../passes/peephole/term.ts';
import { isBinaryOp, isCompareOp, isUnaryOp, type Type, UNARY_OPS } from '../../../src/ir/ops.ts';
import type { TermId } from '../../../src/prove/smt/term.ts';
import { RawTerms } from './raw-terms.ts';
import { RULE_CONDITIONS, type RuleCondition, type Symbols } from './rule-conditions.ts';

/** The types of one use of a rule: of the outermost operation, and of a comparison inside it. */
export interface RuleTypes {
  readonly type: Type;
  readonly inner: Type;
}

/** What is to be proved of a rule for operands of given types. */
export interface RuleClaim {
  readonly terms: RawTerms;
  readonly symbols: Symbols;
  /** Truths: the rule's condition, and what the range of `x` says. */
  readonly assumptions: readonly TermId[];
  /** The condition alone; `null` where the rule has none. */
  readonly when: TermId | null;
  /** For each constant that the rule computes, whether it is what it should be. */
  readonly computed: readonly TermId[];
  /** That both sides reject the same operands and else are equal. */
  readonly claim: TermId;
}

/** The names of the computed constants, in the order of the template. */
export const computedName = (index: number): string => `computed${index}`;

/** The functions of a template, in order. */
export function functionsOf(template: Template): readonly ((match: Match) => number | bigint)[] {
  if (typeof template === 'function') {
    return [template];
  }
  return Array.isArray(template)
    ? (template.slice(1) as readonly Template[]).flatMap(functionsOf)
    : [];
}

/** A side of a rule that has been built. */
interface Side {
  readonly term: TermId;
  /** `null` for a constant, which takes the type of the operation it stands in. */
  readonly type: Type | null;
}

/** Builds the sides of one rule. Types that do not fit make the whole `null`. */
class SideBuilder {
  readonly terms = new RawTerms();
  readonly letters = new Map<string, Type>();
  /** The divisors; where one is 0 the filter rejects. */
  readonly divisors: TermId[] = [];
  readonly #types: RuleTypes;
  #computed = 0;

  constructor(types: RuleTypes) {
    this.#types = types;
  }

  /** Binds the letters; `null` where a part can't have the type of its place. */
  pattern(part: Pattern, expected: Type | null, operandType: Type): Side | null {
    if (typeof part === 'number' || part === 'ones') {
      return this.#literal(part, expected ?? operandType);
    }
    if (typeof part === 'string') {
      const type = expected ?? operandType;
      const bound = this.letters.get(part) ?? type;
      this.letters.set(part, bound);
      return bound === type ? { term: this.terms.symbol(part, type), type } : null;
    }
    const [name, ...parts] = part as readonly [string, ...Pattern[]];
    const result = resultOf(name, operandType);
    if (expected !== null && result !== expected) {
      return null;
    }
    const built = parts.map((one, index) => {
      const type = placeType(name, index, operandType);
      return this.pattern(one, type, operandTypeOf(one, type, this.#types.inner));
    });
    return built.every((one) => one !== null) ? this.#operation(name, operandType, built) : null;
  }

  template(part: Template, context: Type): Side {
    if (typeof part === 'function') {
      const name = computedName(this.#computed);
      this.#computed += 1;
      return { term: this.terms.symbol(name, this.#types.type), type: null };
    }
    if (typeof part === 'number' || part === 'ones') {
      return this.#literal(part, context);
    }
    if (typeof part === 'string') {
      const type = this.letters.get(part) ?? context;
      const isOperand = part !== 'A' && part !== 'B';
      return { term: this.terms.symbol(part, type), type: isOperand ? type : null };
    }
    const [name, ...parts] = part as readonly [string, ...Template[]];
    const first = parts.map((one) => this.#typeOf(one)).find((type) => type !== null);
    const type = first ?? this.#types.type;
    return this.#operation(
      name,
      type,
      parts.map((one) => this.template(one, type)),
    );
  }

  #typeOf(part: Template): Type | null {
    if (typeof part === 'function' || typeof part === 'number') {
      return null;
    }
    if (typeof part === 'string') {
      return part === 'x' || part === 'y' || part === 'z' ? (this.letters.get(part) ?? null) : null;
    }
    const [name, ...parts] = part as readonly [string, ...Template[]];
    const operand = parts.map((one) => this.#typeOf(one)).find((type) => type !== null) ?? null;
    return operand === null ? null : resultOf(name, operand);
  }

  #literal(value: number | 'ones', type: Type): Side {
    const scalar = value === 'ones' ? allOnes(type) : value;
    return { term: this.terms.constant(scalar, type), type: null };
  }

  #operation(name: string, type: Type, built: readonly Side[]): Side {
    const [a, b, c] = built.map(({ term }) => term);
    const result = resultOf(name, type);
    if (a === undefined) {
      throw new Error(`${name} lacks operands`);
    }
    if (isUnaryOp(name)) {
      return { term: this.terms.unary(name, a), type: result };
    }
    if (b === undefined) {
      throw new Error(`${name} lacks an operand`);
    }
    if (isBinaryOp(name)) {
      if (name === 'div' || name === 'mod') {
        this.divisors.push(this.terms.compare('ne', type, b, this.terms.constant(0, type)));
      }
      return { term: this.terms.binary(name, type, [a, b]), type: result };
    }
    if (c === undefined) {
      throw new Error(`${name} lacks an operand`);
    }
    const test = this.terms.compare('ne', 'i32', a, this.terms.constant(0, 'i32'));
    return { term: this.terms.ite(test, b, c), type: result };
  }
}

function resultOf(name: string, operand: Type): Type {
  if (isUnaryOp(name)) {
    return UNARY_OPS[name].to;
  }
  return isBinaryOp(name) && isCompareOp(name) ? 'i32' : operand;
}

function placeType(name: string, index: number, operandType: Type): Type {
  if (isUnaryOp(name)) {
    return UNARY_OPS[name].from;
  }
  return name === 'select' && index === 0 ? 'i32' : operandType;
}

/** The type that an operation works on which stands in a place of type `place`. */
function operandTypeOf(part: Pattern, place: Type, inner: Type): Type {
  const name = Array.isArray(part) ? String(part[0]) : '';
  return isBinaryOp(name) && isCompareOp(name) ? inner : place;
}

/** The claim that `rule` is right; `null` where its pattern can't have these types. */
export function ruleClaim(rule: Rule, types: RuleTypes): RuleClaim | null {
  const builder = new SideBuilder(types);
  const { terms } = builder;
  const from = builder.pattern(rule.match as unknown as Pattern, null, types.type);
  if (from === null || !unaryFits(rule, types)) {
    return null;
  }
  const whole = resultOf(rule.match[0], types.type);
  const before = terms.and(...builder.divisors.splice(0));
  const to = builder.template(rule.to, whole);
  const after = terms.and(...builder.divisors);
  const symbols: Symbols = {
    terms,
    type: types.type,
    of: (name) => terms.symbol(name, builder.letters.get(name) ?? types.type),
  };
  const condition: RuleCondition = RULE_CONDITIONS.get(rule.name) ?? {};
  const when = condition.when?.(symbols) ?? null;
  const computed = (condition.computed ?? []).map((relation, index) =>
    relation(symbols, terms.symbol(computedName(index), types.type)),
  );
  const equal = terms.compare('eq', whole, from.term, to.term);
  const rejects = terms.and(terms.not(before), terms.not(after));
  return {
    terms,
    symbols,
    when,
    computed,
    assumptions: [
      ...rangeOfX(symbols, builder.letters),
      ...(when === null ? [] : [when]),
      ...computed,
    ],
    claim: terms.or(rejects, terms.and(before, after, equal)),
  };
}

/** An operation of one operand has its type; a rule may ask for one. */
function unaryFits({ match: [name], type }: Rule, types: RuleTypes): boolean {
  const needed = isUnaryOp(name) ? UNARY_OPS[name].from : (type ?? types.type);
  return needed === types.type;
}

/** What the symbols of the range of `x` mean. */
function rangeOfX(symbols: Symbols, letters: ReadonlyMap<string, Type>): readonly TermId[] {
  if (letters.get('x') !== 'i32' || symbols.type !== 'i32') {
    return [];
  }
  const { terms, of } = symbols;
  const bits = (mask: 'zeros' | 'ones'): TermId => terms.binary('and', 'i32', [of('x'), of(mask)]);
  return [
    terms.compare('uge', 'i32', of('x'), of('low')),
    terms.compare('ule', 'i32', of('x'), of('high')),
    terms.compare('eq', 'i32', bits('zeros'), terms.constant(0, 'i32')),
    terms.compare('eq', 'i32', bits('ones'), of('ones')),
  ];
}
