import { describe, expect, test } from 'vitest';
import { RULES } from '../../passes/peephole/rules.ts';
import type { Match, Pattern, Rule, Template } from '../../passes/peephole/term.ts';
import { allOnes } from '../../passes/peephole/term.ts';
import { ANY, between, exactly, type Range, withBits } from '../../src/analysis/values/range.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import {
  BINARY_OPS,
  isBinaryOp,
  isCompareOp,
  isUnaryOp,
  type Scalar,
  type Type,
  UNARY_OPS,
} from '../../src/ir/ops.ts';
import { Random } from '../../src/support/random.ts';

/** What the letters of one rule stand for in one trial, and what is known of the operands. */
interface Trial extends Match {
  readonly values: ReadonlyMap<string, Scalar>;
}

const SMALL = [0, 1, 2, 3, 4, 7, 8, 15, 16, 24, 31, 32, 33, 63, 64, 65, 0xff, 0xf0, 0x800, 0x1fff];
const LARGE = [0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0xffff0000, 0x0a000000];

function word(random: Random): number {
  const kind = random.below(10);
  if (kind < 5) {
    return random.pick(SMALL);
  }
  return kind < 7 ? random.pick(LARGE) : random.next();
}

function scalarOf(random: Random, type: Type): Scalar {
  if (type === 'i32') {
    return word(random);
  }
  const kind = random.below(4);
  const low = BigInt(word(random));
  if (kind === 0) {
    return BigInt.asUintN(64, -1n - low);
  }
  return kind === 1 ? (BigInt(word(random)) << 32n) | low : low;
}

/** Gives a letter its type from the place where it stands, an operand of type `type`. */
function collect(pattern: Pattern, type: Type, types: Map<string, Type>, inner: Type): void {
  if (typeof pattern === 'number' || pattern === 'ones') {
    return;
  }
  if (typeof pattern === 'string') {
    types.set(pattern, type);
    return;
  }
  const [name, ...parts] = pattern as readonly [string, ...Pattern[]];
  const of = isUnaryOp(name) ? UNARY_OPS[name].from : isCompare(name) ? inner : type;
  for (const part of parts) {
    collect(part, of, types, inner);
  }
}

const isCompare = (name: string): boolean => isBinaryOp(name) && isCompareOp(name);

/** Some range that holds `value`. */
function rangeAround(random: Random, value: number): Range {
  switch (random.below(4)) {
    case 0:
      return exactly(value);
    case 1:
      return between(value - random.below(value + 1), value + random.below(0x1_0000_0000 - value));
    case 2: {
      const known = random.next();
      return withBits((~value & known) >>> 0, (value & known) >>> 0);
    }
    default:
      return ANY;
  }
}

function trial(rule: Rule, type: Type, random: Random): Trial {
  const [name, ...patterns] = rule.match;
  const types = new Map<string, Type>();
  const inner: Type = random.below(2) === 0 ? 'i32' : 'i64';
  for (const [index, pattern] of patterns.entries()) {
    const isTest = name === 'select' && index === 0;
    collect(pattern, isTest ? 'i32' : type, types, inner);
  }
  const values = new Map([...types].map(([letter, of]) => [letter, scalarOf(random, of)] as const));
  const ranges = new Map<string, Range>();
  const of = (letter: string): Scalar => values.get(letter) ?? 0;
  return {
    type,
    values,
    value: () => 0 as ValueId,
    constant: of,
    range: (letter) => {
      const range = ranges.get(letter) ?? rangeAround(random, Number(of(letter)));
      ranges.set(letter, range);
      return range;
    },
  };
}

/** What a pattern or template amounts to; `null` where an operation rejects. */
function evaluate(term: Template, of: Trial): Scalar | null {
  if (typeof term === 'number') {
    return term;
  }
  if (typeof term === 'function') {
    return term(of);
  }
  if (term === 'ones') {
    return allOnes(of.type);
  }
  if (typeof term === 'string') {
    return of.values.get(term) ?? null;
  }
  const [name, ...parts] = term as readonly [string, ...Template[]];
  const operands = parts.map((part) => evaluate(part, of));
  const [a = null, b = null, c = null] = operands;
  if (isUnaryOp(name)) {
    return a === null ? null : UNARY_OPS[name].evaluate(a);
  }
  if (a === null || b === null) {
    return null;
  }
  if (!isBinaryOp(name)) {
    return BigInt(a) === 0n ? c : b;
  }
  const wide = typeof a === 'bigint' || typeof b === 'bigint';
  return wide ? BINARY_OPS[name].evaluate64(BigInt(a), BigInt(b)) : BINARY_OPS[name].evaluate(a, b);
}

const TRIALS = 300;
const DRAWS = 200_000;

function typesOf({ match: [name], type }: Rule): readonly Type[] {
  if (isUnaryOp(name)) {
    return [UNARY_OPS[name].from];
  }
  return type === undefined ? ['i32', 'i64'] : [type];
}

const CASES = RULES.flatMap((rule) =>
  typesOf(rule).map((type) => ({ name: rule.name, type, rule })),
)
  // A swap of 8 bytes is an i64 and one of 4 an i32, whatever else the rule says.
  .filter(({ name, type }) => !name.endsWith(type === 'i32' ? '-bswap64' : '-bswap32'));

test('the names of the rules are unique', () => {
  const names = RULES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(CASES)('$name ($type)', ({ rule, type }) => {
  test('holds for all operands tried', () => {
    const random = new Random(0x5eed);
    let tried = 0;
    for (let draw = 0; draw < DRAWS && tried < TRIALS; draw += 1) {
      const one = trial(rule, type, random);
      if (rule.when?.(one) ?? true) {
        tried += 1;
        const from = evaluate(rule.match as Template, one);
        const to = evaluate(rule.to, one);
        expect(to === null ? null : BigInt(to), [...one.values].join(' ')).toBe(
          from === null ? null : BigInt(from),
        );
      }
    }
    expect(tried).toBe(TRIALS);
  });
});
