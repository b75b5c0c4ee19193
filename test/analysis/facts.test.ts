import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnalysisCache } from '../../src/analysis/analysis.ts';
import { checkCoverage } from '../../src/analysis/checks/check-coverage.ts';
import { blockFacts } from '../../src/analysis/facts/block-facts.ts';
import { factTerms, relaxedFactTerms } from '../../src/analysis/facts/fact-terms.ts';
import { Facts } from '../../src/analysis/facts/facts.ts';
import { rangeContains } from '../../src/analysis/values/range.ts';
import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { Interpreter, interpret } from '../../src/interpret/interpret.ts';
import type { InterpretedPacket } from '../../src/interpret/packet.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { type BlockId, blockId, type ValueId, valueId } from '../../src/ir/ids.ts';
import { resultType, returnConstant } from '../../src/ir/ir.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { filters } from '../generators/filters.ts';
import { packetRecipes } from '../generators/packets.ts';

const TESTS = parseFilter(`filter @tests {
b0:
  v0 = load.4 [26]
  v1 = const 0xff000000
  v2 = and v0, v1
  v3 = const 0x0a000000
  v4 = eq v2, v3
  v5 = const 0x0a000001
  v6 = eq v0, v5
  v7 = load.1 [23]
  v8 = const 0x6
  v9 = eq v7, v8
  v10 = const 0x11
  v11 = eq v7, v10
  v12 = ugt v7, v8
  v13 = load.1 [23]
  v14 = eq v13, v8
  v15 = caplen
  v16 = ult v15, v10
  v17 = slt v0, v5
  v18 = const 0x4
  v19 = and v7, v18
  v20 = ugt v7, v0
  v21 = wirelen
  v22 = ult v21, v10
  branch v20, b1, b2
b1:
  return 0x1
b2:
  return 0x0
}`);

const { get } = new AnalysisCache(TESTS);
const nothing = Facts.none(get(factTerms));
const v = valueId;

/** The facts behind tests with these outcomes, which must agree. */
function behind(...outcomes: readonly (readonly [test: number, outcome: boolean])[]): Facts {
  return outcomes.reduce((facts, [test, outcome]) => {
    const next = facts.assume(v(test), outcome);
    expect(next, `v${test} is ${outcome}`).not.toBeNull();
    return next ?? facts;
  }, nothing);
}

describe('facts', () => {
  test('say nothing where nothing has been tested', () => {
    for (const instr of TESTS.block(blockId(0)).instrs) {
      if (instr.kind === 'binary') {
        expect(nothing.outcome(instr.id)).toBeNull();
      }
    }
  });

  test.each([
    {
      name: 'a network implies a bit of each address in it',
      known: [[4, false]],
      test: 6,
      outcome: false,
    },
    { name: 'an address implies its network', known: [[6, true]], test: 4, outcome: true },
    { name: 'one constant is not another', known: [[9, true]], test: 11, outcome: false },
    {
      name: 'not this constant says nothing of another',
      known: [[9, false]],
      test: 11,
      outcome: null,
    },
    { name: 'an interval excludes what is below', known: [[12, true]], test: 9, outcome: false },
    { name: 'an interval leaves what is in it', known: [[12, true]], test: 11, outcome: null },
    { name: 'equality settles order', known: [[11, true]], test: 12, outcome: true },
    { name: 'a congruent value has the same facts', known: [[9, true]], test: 14, outcome: true },
    { name: 'six has bit 4 set', known: [[9, true]], test: 19, outcome: true },
    { name: 'seventeen has not', known: [[11, true]], test: 19, outcome: false },
    {
      name: 'a test of two variables settles itself',
      known: [[20, true]],
      test: 20,
      outcome: true,
    },
    { name: 'a signed test settles itself', known: [[17, false]], test: 17, outcome: false },
  ] as const)('$name', ({ known, test: asked, outcome }) => {
    expect(behind(...known).outcome(v(asked))).toBe(outcome);
  });

  test('that contradict each other are none', () => {
    expect(behind([9, true]).assume(v(11), true)).toBeNull();
    expect(behind([12, false]).assume(v(11), true)).toBeNull();
  });

  test('know the few numbers that a value can be', () => {
    const one = nothing.choosing(v(7), [6, 17, 132]);
    expect(one.choicesOf(v(7))).toEqual([6, 17, 132]);
    expect(one.outcome(v(9))).toBeNull();
    expect(one.differs(v(7), 7)).toBe(true);
    const two = one.assume(v(9), false);
    expect(two?.choicesOf(v(7))).toEqual([17, 132]);
    expect(two?.assume(v(11), false)?.choicesOf(v(7))).toEqual([132]);
    expect(one.assume(v(12), false)?.choicesOf(v(7))).toEqual([6]);
  });

  test('take the length from checks, but not where the checks may go', () => {
    const check = TESTS.definition(v(0));
    expect(nothing.after(check)?.outcome(v(16))).toBe(false);
    expect(nothing.after(check)?.reach).toBe(30);
    expect(nothing.after(check)?.outcome(v(22)), 'wirelen may be less').toBeNull();
    const relaxed = Facts.none(get(relaxedFactTerms));
    expect(relaxed.after(check)?.outcome(v(16))).toBeNull();
    expect(relaxed.after(check)?.reach).toBe(30);
  });
});

const SWITCH = parseFilter(`filter @switch {
b0:
  v0 = load.1 [0]
  switch v0, [10: b1, 20..29: b2, 40: b1], b3
b1:
  return 0x1
b2:
  return 0x2
b3:
  return 0x3
}`);

describe('facts on the edges of a switch', () => {
  const cache = new AnalysisCache(SWITCH);
  const { terminator } = SWITCH.block(blockId(0));
  const onEdge = (target: number) =>
    Facts.none(cache.get(factTerms)).onEdge(terminator, blockId(target));

  test('are the smallest interval around the cases', () => {
    expect(onEdge(1)?.rangeOf(v(0))).toMatchObject({ low: 10, high: 40 });
    expect(onEdge(2)?.rangeOf(v(0))).toMatchObject({ low: 20, high: 29 });
  });

  test('exclude single cases on the default edge', () => {
    expect(onEdge(3)?.differs(v(0), 40)).toBe(true);
    expect(onEdge(3)?.differs(v(0), 25)).toBe(false);
  });

  test('settle another switch on the value', () => {
    expect(onEdge(2)?.target(terminator)).toBe(2);
    expect(onEdge(1)?.target(terminator)).toBeNull();
    expect(onEdge(3)?.target(returnConstant(0))).toBeNull();
  });
});

/** The i32 values that each block on the packet's path computes; blocks that reject it left out. */
function* trace(
  filter: Filter,
  packet: InterpretedPacket,
): Iterable<{ readonly block: BlockId; readonly values: ReadonlyMap<ValueId, number> }> {
  const { path, rejectedAt } = new Interpreter(filter).run(packet);
  for (const block of rejectedAt === null ? path : path.slice(0, -1)) {
    const values = new Map<ValueId, number>();
    for (const instr of filter.block(block).instrs) {
      if (resultType(instr) === 'i32') {
        const probe = filter.clone();
        probe.setTerminator(block, { kind: 'return', verdict: { kind: 'value', value: instr.id } });
        values.set(instr.id, interpret(probe, packet));
      }
    }
    yield { block, values };
  }
}

const packets = fc.array(packetRecipes, { minLength: 4, maxLength: 4 });

test('block facts of random filters are true on every packet', () => {
  fc.assert(
    fc.property(filters(), packets, (generated, recipes) => {
      const filter = generated.build();
      const facts = new AnalysisCache(filter).get(blockFacts);
      for (const packet of recipes.map((recipe) => recipe.packetFor(filter))) {
        for (const { block, values } of trace(filter, packet)) {
          expect(facts.rejectsAt(block)).toBeNull();
          expect(facts.atEnd(block).reach).toBeLessThanOrEqual(packet.bytes.length);
          for (const [value, result] of values) {
            expect(rangeContains(facts.atEnd(block).rangeOf(value), result), `v${value}`).toBe(
              true,
            );
            expect(facts.atEnd(block).differs(value, result), `v${value}`).toBe(false);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('congruent values of random filters are equal wherever a packet meets both', () => {
  fc.assert(
    fc.property(filters(), packets, (generated, recipes) => {
      const filter = generated.build();
      const numbers = new AnalysisCache(filter).get(valueNumbers);
      for (const packet of recipes.map((recipe) => recipe.packetFor(filter))) {
        const seen = new Map<number, number>();
        for (const { values } of trace(filter, packet)) {
          for (const [value, result] of values) {
            const number = numbers.of(value);
            expect(seen.get(number) ?? result, `v${value}`).toBe(result);
            seen.set(number, result);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('check coverage finds no unguarded load in valid filters', () => {
  fc.assert(
    fc.property(filters(), (generated) => {
      const { get: analyze } = new AnalysisCache(generated.build());
      expect(analyze(checkCoverage).unguardedLoads).toEqual([]);
    }),
  );
});

describe('facts on the default edge of a long switch', () => {
  const numbers = [0, 1, ...Array.from({ length: 60 }, (_, index) => 10 + 3 * index), 254, 255];
  const filter = parseFilter(`filter @long-switch {
b0:
  v0 = load.1 [0]
  switch v0, [5..7: b1, ${numbers
    .filter((one) => one > 7)
    .map((one) => `${one}: b1`)
    .join(', ')}], b2
b1:
  return 0x1
b2:
  switch v0, [${numbers.map((one) => `${one}: b1`).join(', ')}], b3
b3:
  return 0x3
}`);
  const cache = new AnalysisCache(filter);
  const first = Facts.none(cache.get(factTerms)).onEdge(
    filter.block(blockId(0)).terminator,
    blockId(2),
  );
  const second = first?.onEdge(filter.block(blockId(2)).terminator, blockId(3));

  test.each(numbers)('exclude the number %i', (one) => {
    expect(second?.differs(v(0), one)).toBe(true);
    expect(first?.differs(v(0), one)).toBe(one > 7);
  });

  test('leave all other numbers open', () => {
    const others = Array.from({ length: 256 }, (_, one) => one).filter(
      (one) => !numbers.includes(one),
    );
    expect(others.filter((one) => second?.differs(v(0), one) !== false)).toEqual([]);
  });

  test('narrow the interval where a number is its end', () => {
    expect(first?.rangeOf(v(0))).toMatchObject({ low: 0, high: 254 });
    expect(second?.rangeOf(v(0))).toMatchObject({ low: 2, high: 253 });
  });

  test('are kept for many switches', () => {
    const { terminator } = filter.block(blockId(2));
    let facts: Facts | null = Facts.none(cache.get(factTerms));
    for (let passed = 0; passed < 12; passed += 1) {
      facts = facts?.onEdge(terminator, blockId(3)) ?? null;
    }
    expect(facts?.differs(v(0), 100)).toBe(true);
    expect(facts?.differs(v(0), 101)).toBe(false);
  });
});
