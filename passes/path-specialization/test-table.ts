import type { FactTerms } from '../../src/analysis/facts/fact-terms.ts';
import { Facts } from '../../src/analysis/facts/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';
import {
  addAll,
  FAILS,
  HOLDS,
  type Knowledge,
  noKnowledge,
  note,
  type Outcome,
  outcomeIn,
  UNKNOWN,
  within,
} from './knowledge.ts';
import { KnowledgeMap } from './knowledge-map.ts';

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
  mask: Knowledge;
  /** In how many blocks they stand. */
  blocks: number;
}

/** Both bits of what is known of a test. */
const BOTH = 3;

/** The tests of a filter: congruent ones are one. They are called by index. */
export class TestTable {
  readonly #terms: FactTerms;
  readonly #tests: Test[] = [];
  readonly #testOf = new Map<BlockId, number>();
  /** By block, the tests that matter there or behind it, with both bits. */
  readonly #relevant = new Map<BlockId, Knowledge>();
  /** The same, of those whose outcomes are kept in mind. */
  #followed: ReadonlyMap<BlockId, Knowledge> = this.#relevant;
  /** The tests about each value, those first that stand in the most blocks. */
  readonly #groups: readonly Group[];
  /** What a new outcome tells besides, by what was known of related tests. */
  readonly #lessons = new Map<string, KnowledgeMap<Knowledge>>();

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
  learn(known: Knowledge, test: number, outcome: Outcome): Knowledge {
    const { group } = this.#test(test);
    const lessons = this.#lessons.get(`${test}:${outcome}`) ?? new KnowledgeMap<Knowledge>();
    this.#lessons.set(`${test}:${outcome}`, lessons);
    const lesson = lessons.getOrAdd(within(known, group.mask), () =>
      this.#conclude(known, test, outcome),
    );
    const learned = known.slice();
    addAll(learned, lesson);
    return learned;
  }

  /** What of `known` is kept in mind and matters to `block` or behind it. */
  project(known: Knowledge, block: BlockId): Knowledge {
    return within(known, this.#followed.get(block) ?? noKnowledge(this.size));
  }

  #add(filter: FilterView, test: Omit<Test, 'group'>, groups: Map<number, Group>): number {
    const index = this.#tests.length;
    const root = this.#terms.numbers.of(rootOf(filter, test.value));
    const group = groups.get(root) ?? { tests: [], mask: noKnowledge(0), blocks: 0 };
    groups.set(root, group);
    group.tests.push(index);
    this.#tests.push({ ...test, group });
    return index;
  }

  #test(index: number): Test {
    return this.#tests[index] as Test;
  }

  #maskOf(tests: readonly number[]): Knowledge {
    const mask = noKnowledge(this.size);
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

  /** The outcomes that are known once `test` has come out as `outcome`, and were not before. */
  #conclude(known: Knowledge, test: number, outcome: Outcome): Knowledge {
    const { tests } = this.#test(test).group;
    let facts: Facts = Facts.none(this.#terms);
    for (const index of tests) {
      const told = index === test ? outcome : outcomeIn(known, index);
      if (told !== UNKNOWN) {
        facts = facts.assume(this.#test(index).value, told === HOLDS) ?? facts;
      }
    }
    const lesson = noKnowledge(this.size);
    for (const index of tests) {
      const settled = facts.outcome(this.#test(index).value);
      if (settled !== null && outcomeIn(known, index) === UNKNOWN) {
        note(lesson, index, settled ? HOLDS : FAILS);
      }
    }
    return lesson;
  }
}

/** What a test is about in the end: its left operand, past comparisons and masks. */
function rootOf(filter: FilterView, value: ValueId): ValueId {
  let root = value;
  for (;;) {
    const instr = filter.definition(root);
    if (instr.kind !== 'binary' || filter.definition(instr.rhs).kind !== 'const') {
      return root;
    }
    root = instr.lhs;
  }
}
