import type { FactTerms } from '../../src/analysis/facts/fact-terms.ts';
import { Facts } from '../../src/analysis/facts/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type SwitchTerminator, successors } from '../../src/ir/ir.ts';
import {
  addAll,
  FAILS,
  HOLDS,
  type KnownOutcomes,
  noOutcomes,
  note,
  type Outcome,
  outcomeIn,
  UNKNOWN,
  within,
} from './known-outcomes.ts';
import { OutcomeMap } from './outcome-map.ts';

/** One test, wherever blocks end in it. */
interface Test {
  /** One of the congruent values that are tested. */
  readonly value: ValueId;
  /** The first block that ends in it. */
  readonly block: BlockId;
  readonly group: Group;
}

/** The tests about one value. */
interface Group {
  /** By index. */
  readonly tests: number[];
  /** Has both bits of each of them. */
  mask: KnownOutcomes;
  /** In how many blocks they stand. */
  blocks: number;
}

/** What holds on an edge. */
interface EdgeCondition {
  /** Names the edge. */
  readonly key: string;
  readonly assume: (facts: Facts) => Facts;
  /** The test whose outcome it is, where it is that. */
  readonly settles?: number;
}

/** Both bits of what is known of a test. */
const BOTH = 3;

/** The tests of a filter: congruent ones are one. They are called by index. */
export class TestTable {
  readonly #terms: FactTerms;
  readonly #tests: Test[] = [];
  readonly #testOf = new Map<BlockId, number>();
  /** By block, the tests that matter there or behind it, with both bits. */
  readonly #relevant = new Map<BlockId, KnownOutcomes>();
  /** The same, of those whose outcomes are kept in mind. */
  #followed: ReadonlyMap<BlockId, KnownOutcomes> = this.#relevant;
  /** The tests about each value, those first that stand in the most blocks. */
  readonly #groups: readonly Group[];
  /** The same by the number of the value. */
  readonly #groupOf: ReadonlyMap<number, Group>;
  /** What a new outcome tells besides, by what was known of related tests. */
  readonly #conclusions = new Map<string, OutcomeMap<KnownOutcomes>>();

  /** `order` has blocks before their successors. */
  constructor(filter: FilterView, order: readonly BlockId[], terms: FactTerms) {
    this.#terms = terms;
    const indexes = new Map<number, number>();
    const groups = new Map<number, Group>();
    for (const id of order) {
      const { terminator } = filter.block(id);
      if (terminator.kind === 'branch') {
        const number = terms.numbers.of(terminator.test);
        const index =
          indexes.get(number) ?? this.#add(filter, { value: terminator.test, block: id }, groups);
        indexes.set(number, index);
        this.#testOf.set(id, index);
        this.#test(index).group.blocks += 1;
      }
    }
    this.#groupOf = groups;
    this.#groups = [...groups.values()].toSorted((a, b) => b.blocks - a.blocks);
    for (const group of this.#groups) {
      group.mask = this.#maskOf(group.tests);
    }
    this.#findRelevant(filter, order);
  }

  /** How many values are tested. */
  get values(): number {
    return this.#groups.length;
  }

  /** A block that tests the value. */
  firstBlock(value: number): BlockId {
    const [test = 0] = this.#groups[value]?.tests ?? [];
    return this.#test(test).block;
  }

  /** Keeps in mind only the outcomes of tests of these values, called by index. */
  follow(values: readonly number[]): void {
    const mask = this.#maskOf(values.flatMap((value) => this.#groups[value]?.tests ?? []));
    this.#followed = new Map(
      [...this.#relevant].map(([block, relevant]) => [block, within(relevant, mask)]),
    );
  }

  /** How many tests there are. */
  get size(): number {
    return this.#tests.length;
  }

  /** The test that `block` ends in; `undefined` where it ends otherwise. */
  testOf(block: BlockId): number | undefined {
    return this.#testOf.get(block);
  }

  /**
   * What is known on the edge on which `test` has come out as `outcome`, from what was known before:
   * of the test, and of those about the same value.
   */
  learn(known: KnownOutcomes, test: number, outcome: Outcome): KnownOutcomes {
    const { group, value } = this.#test(test);
    return this.#learn(known, group, {
      key: `${test}:${outcome}`,
      assume: (facts) => facts.assume(value, outcome === HOLDS) ?? facts,
      settles: test,
    });
  }

  /** What is known where `terminator`, by which `block` ends, leads to `target`. */
  learnCase(
    known: KnownOutcomes,
    block: BlockId,
    { terminator, target }: { readonly terminator: SwitchTerminator; readonly target: BlockId },
  ): KnownOutcomes {
    const group = this.#groupOf.get(this.#terms.numbers.of(terminator.value));
    return group === undefined
      ? known
      : this.#learn(known, group, {
          key: `${block}>${target}`,
          assume: (facts) => facts.onEdge(terminator, target) ?? facts,
        });
  }

  #learn(known: KnownOutcomes, group: Group, condition: EdgeCondition): KnownOutcomes {
    const conclusions = this.#conclusions.get(condition.key) ?? new OutcomeMap<KnownOutcomes>();
    this.#conclusions.set(condition.key, conclusions);
    const concluded = conclusions.getOrAdd(within(known, group.mask), () =>
      this.#conclude(known, group, condition),
    );
    const learned = known.slice();
    addAll(learned, concluded);
    return learned;
  }

  /** What of `known` is kept in mind and matters to `block` or behind it. */
  project(known: KnownOutcomes, block: BlockId): KnownOutcomes {
    return within(known, this.#followed.get(block) ?? noOutcomes(this.size));
  }

  #add(filter: FilterView, test: Omit<Test, 'group'>, groups: Map<number, Group>): number {
    const index = this.#tests.length;
    const root = this.#terms.numbers.of(rootOf(filter, test.value));
    const group = groups.get(root) ?? { tests: [], mask: noOutcomes(0), blocks: 0 };
    groups.set(root, group);
    group.tests.push(index);
    this.#tests.push({ ...test, group });
    return index;
  }

  #test(index: number): Test {
    return this.#tests[index] as Test;
  }

  #maskOf(tests: readonly number[]): KnownOutcomes {
    const mask = noOutcomes(this.size);
    for (const test of tests) {
      note(mask, test, BOTH);
    }
    return mask;
  }

  #findRelevant(filter: FilterView, order: readonly BlockId[]): void {
    for (const id of order.toReversed()) {
      const own = this.#testOf.get(id);
      const relevant = this.#maskOf(own === undefined ? [] : [own]);
      for (const target of successors(filter.block(id).terminator)) {
        addAll(relevant, this.#relevant.get(target) ?? relevant);
      }
      this.#relevant.set(id, relevant);
    }
  }

  /** The outcomes that are known behind `condition`, and were not before. */
  #conclude(known: KnownOutcomes, { tests }: Group, condition: EdgeCondition): KnownOutcomes {
    let facts: Facts = Facts.none(this.#terms);
    for (const index of tests) {
      const outcome = outcomeIn(known, index);
      if (outcome !== UNKNOWN && index !== condition.settles) {
        facts = facts.assume(this.#test(index).value, outcome === HOLDS) ?? facts;
      }
    }
    facts = condition.assume(facts);
    const concluded = noOutcomes(this.size);
    for (const index of tests) {
      const settled = facts.outcome(this.#test(index).value);
      if (settled !== null && outcomeIn(known, index) === UNKNOWN) {
        note(concluded, index, settled ? HOLDS : FAILS);
      }
    }
    return concluded;
  }
}

/** What a test is about in the end: its left operand, past comparisons and masks. */
export function rootOf(filter: FilterView, value: ValueId): ValueId {
  let root = value;
  for (;;) {
    const instr = filter.definition(root);
    if (instr.kind !== 'binary' || filter.definition(instr.rhs).kind !== 'const') {
      return root;
    }
    root = instr.lhs;
  }
}
