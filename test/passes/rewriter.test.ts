import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { RULES } from '../../passes/peephole/rules.ts';
import type { Pattern, Rule } from '../../passes/peephole/term.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { Filter } from '../../src/ir/filter.ts';
import { blockId, type ValueId } from '../../src/ir/ids.ts';
import { type InstrDraft, resultType, returnConstant } from '../../src/ir/ir.ts';
import {
  isBinaryOp,
  isCompareOp,
  isUnaryOp,
  type Scalar,
  type Type,
  UNARY_OPS,
} from '../../src/ir/ops.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { Random } from '../../src/support/random.ts';

const ENTRY = blockId(0);
const WORDS = [0, 1, 2, 3, 4, 6, 8, 15, 16, 31, 32, 40, 0xf0, 0xff, 0x100, 0x1ff, 0xff00] as const;
const LARGE = [0x80000000, 0xfffffffe, 0xffffffff, 0xfff00000] as const;

/** Makes a filter that returns what a pattern amounts to. */
class PatternFilter {
  readonly filter: Filter = new Filter('pattern', [
    { id: ENTRY, instrs: [], terminator: returnConstant(0) },
  ]);
  readonly #random: Random;
  /** The type of the values that a comparison within the pattern compares. */
  readonly #inner: Type;
  readonly #letters = new Map<string, ValueId>();

  constructor(random: Random) {
    this.#random = random;
    this.#inner = random.pick(['i32', 'i64']);
  }

  return(value: ValueId): void {
    const isWide = resultType(this.filter.definition(value)) === 'i64';
    const word = isWide ? this.#add({ kind: 'unary', op: 'trunc32', operand: value }) : value;
    this.filter.setTerminator(ENTRY, { kind: 'return', verdict: { kind: 'value', value: word } });
  }

  build(pattern: Pattern, type: Type): ValueId {
    if (typeof pattern === 'number') {
      return this.#constant(pattern, type);
    }
    if (typeof pattern !== 'string') {
      return this.operation(pattern as readonly [string, ...Pattern[]], type);
    }
    if (pattern === 'ones') {
      return this.#constant(type === 'i32' ? 0xffffffff : 0xffff_ffff_ffff_ffffn, type);
    }
    const value =
      this.#letters.get(pattern) ??
      (pattern === 'A' || pattern === 'B'
        ? this.#constant(this.#scalar(type), type)
        : this.#load(type));
    this.#letters.set(pattern, value);
    return value;
  }

  operation([name, ...parts]: readonly [string, ...Pattern[]], type: Type): ValueId {
    const of = (index: number, wanted: Type): ValueId => this.build(parts[index] ?? 0, wanted);
    if (isUnaryOp(name)) {
      return this.#add({ kind: 'unary', op: name, operand: of(0, UNARY_OPS[name].from) });
    }
    if (isBinaryOp(name)) {
      return this.#add({
        kind: 'binary',
        op: name,
        type,
        lhs: of(0, this.#typeIn(parts[0], type)),
        rhs: of(1, type),
      });
    }
    const test = of(0, 'i32');
    return this.#add({ kind: 'select', type, test, ifTrue: of(1, type), ifFalse: of(2, type) });
  }

  /** A comparison yields an i32 whatever it compares. */
  #typeIn(part: Pattern | undefined, type: Type): Type {
    const name = Array.isArray(part) ? part[0] : '';
    return isBinaryOp(name) && isCompareOp(name) ? this.#inner : type;
  }

  #scalar(type: Type): Scalar {
    const random = this.#random;
    const value = random.percent(70) ? random.pick(WORDS) : random.pick(LARGE);
    if (type === 'i32' || random.percent(60)) {
      return value;
    }
    const wide = BigInt(value);
    return random.percent(50) ? wide << 30n : BigInt.asUintN(64, -1n - wide);
  }

  #constant(value: Scalar, type: Type): ValueId {
    return this.#add(
      type === 'i32'
        ? { kind: 'const', value: Number(value) }
        : { kind: 'const64', value: BigInt(value) },
    );
  }

  /** A load, of which more or less is known. */
  #load(type: Type): ValueId {
    const offset = this.#random.below(16);
    const place = { kind: 'load', base: null, offset, order: 'network', checked: true } as const;
    if (type === 'i64') {
      return this.#add({ ...place, width: 8 });
    }
    const value = this.#add({ ...place, width: this.#random.pick([1, 2, 4]) });
    return this.#random.percent(70)
      ? value
      : this.#add({ kind: 'binary', op: 'or', type, lhs: value, rhs: this.#constant(0x100, type) });
  }

  #add(draft: InstrDraft): ValueId {
    return this.filter.append(ENTRY, draft);
  }
}

function patternFilter(rule: Rule, type: Type, random: Random): Filter {
  const made = new PatternFilter(random);
  made.return(made.operation(rule.match, type));
  return made.filter;
}

/** How often a rule has to be seen at work, and in how many filters at most. */
const SEEN = 5;
const FILTERS = 4_000;

function typesOf({ name, match: [operation], type }: Rule): readonly Type[] {
  if (isUnaryOp(operation)) {
    return [UNARY_OPS[operation].from];
  }
  if (name.endsWith('-bswap64') || name.endsWith('-bswap32')) {
    return [name.endsWith('64') ? 'i64' : 'i32'];
  }
  return type === undefined ? ['i32', 'i64'] : [type];
}

/** Rules on the result of a comparison, which is an i32. */
const COMPARES_OUTCOME = /^(not|is-(not-)?(one|zero)|flip|select(-not)?)-[a-z]{2,3}$/;

describe.each(
  RULES.flatMap((rule) =>
    (COMPARES_OUTCOME.test(rule.name) ? (['i32'] as const) : typesOf(rule)).map((type) => ({
      name: rule.name,
      type,
      rule,
    })),
  ),
)('$name ($type)', ({ rule, type }) => {
  test('is applied, and keeps the verdict', () => {
    const random = new Random(0xbee);
    let seen = 0;
    for (let round = 0; round < FILTERS && seen < SEEN; round += 1) {
      const filter = patternFilter(rule, type, random);
      const before = filter.clone();
      const [record] = runPasses(filter, parsePipeline('peephole', builtinPasses), {
        verifyEach: true,
      });
      if (record?.statistics.has(rule.name) === true) {
        seen += 1;
        for (let packet = 0; packet < 20; packet += 1) {
          const bytes = random
            .bytes(24)
            .map((byte) => (random.percent(40) ? random.pick([0, 1, 6, 255]) : byte));
          const input = { bytes, wirelen: 24 };
          expect(interpret(filter, input), printFilter(before)).toBe(interpret(before, input));
        }
      }
    }
    expect(seen, 'times that the rule was applied').toBe(SEEN);
  });
});
