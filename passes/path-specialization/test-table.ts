import type { FactTerms } from '../../src/analysis/fact-terms.ts';
import { Facts } from '../../src/analysis/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';

/** What is known of a test's outcome: 0 for nothing, {@link HOLDS}, or {@link FAILS}. */
export type Outcome = number;
export const UNKNOWN = 0;
export const HOLDS = 1;
export const FAILS = 2;

/** By test, what is known of its outcome. */
export type Knowledge = Uint8Array;

/** One test, wherever blocks end in it. */
interface Test {
  /** One of the congruent values that are tested. */
  readonly value: ValueId;
  /** The first block that ends in it. */
  readonly block: BlockId;
  /** The tests, by index, that are about the same value, this one among them. */
  readonly related: number[];
}

/** The tests of a filter: congruent ones are one. They are called by index. */
export class TestTable {
  readonly #terms: FactTerms;
  readonly #tests: Test[] = [];
  readonly #testOf = new Map<BlockId, number>();
  readonly #relevant = new Map<BlockId, Uint8Array>();
  /** The tests about each value, those first that stand in the most blocks. */
  readonly #groups: readonly (readonly number[])[];
  /** By test, whether its outcome is kept in mind. */
  readonly #followed: Uint8Array;
  /** What a new outcome tells of related tests, by what was known of them. */
  readonly #lessons = new Map<string, readonly Outcome[]>();

  /** `order` has blocks before their successors. */
  constructor(filter: FilterView, order: readonly BlockId[], terms: FactTerms) {
    this.#terms = terms;
    const indexes = new Map<number, number>();
    const groups = new Map<number, number[]>();
    for (const id of order) {
      const { terminator } = filter.block(id);
      if (terminator.kind === 'branch') {
        const number = terms.numbers.of(terminator.test);
        const index =
          indexes.get(number) ?? this.#add(filter, { value: terminator.test, block: id }, groups);
        indexes.set(number, index);
        this.#testOf.set(id, index);
      }
    }
    this.#groups = byBlocks([...groups.values()], [...this.#testOf.values()]);
    this.#followed = new Uint8Array(this.size).fill(1);
    this.#findRelevant(filter, order);
  }

  /** How many values are tested. */
  get values(): number {
    return this.#groups.length;
  }

  /** A block that tests the value. */
  firstBlock(value: number): BlockId {
    const [test = 0] = this.#groups[value] ?? [];
    return this.#test(test).block;
  }

  /** Keeps in mind only the outcomes of tests of these values, called by index. */
  follow(values: Iterable<number>): void {
    this.#followed.fill(0);
    for (const value of values) {
      for (const test of this.#groups[value] ?? []) {
        this.#followed[test] = 1;
      }
    }
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
   * What is known on the edge on which `test` has come out as `outcome`, from what was known before;
   * as far as it matters to `target` and what is behind it.
   */
  learn(known: Knowledge, test: number, outcome: Outcome): Knowledge {
    const learned = known.slice();
    const { related } = this.#test(test);
    const before = related.map((index) => known[index] ?? UNKNOWN);
    const key = `${test}:${outcome}:${before.join('')}`;
    let lesson = this.#lessons.get(key);
    if (lesson === undefined) {
      lesson = this.#conclude(related, before, { test, outcome });
      this.#lessons.set(key, lesson);
    }
    for (const [position, index] of related.entries()) {
      learned[index] = lesson[position] ?? UNKNOWN;
    }
    return learned;
  }

  /** What of `known` matters to `block` or behind it. */
  project(known: Knowledge, block: BlockId): Knowledge {
    const relevant = this.#relevant.get(block);
    return known.map((outcome, index) =>
      relevant?.[index] === 1 && this.#followed[index] === 1 ? outcome : UNKNOWN,
    );
  }

  #add(filter: FilterView, test: Omit<Test, 'related'>, groups: Map<number, number[]>): number {
    const index = this.#tests.length;
    const root = this.#terms.numbers.of(rootOf(filter, test.value));
    const related = groups.get(root) ?? [];
    groups.set(root, related);
    related.push(index);
    this.#tests.push({ ...test, related });
    return index;
  }

  #test(index: number): Test {
    return this.#tests[index] as Test;
  }

  #findRelevant(filter: FilterView, order: readonly BlockId[]): void {
    for (const id of order.toReversed()) {
      const relevant = new Uint8Array(this.size);
      const own = this.#testOf.get(id);
      if (own !== undefined) {
        relevant[own] = 1;
      }
      for (const target of successors(filter.block(id).terminator)) {
        for (const [index, flag] of (this.#relevant.get(target) ?? []).entries()) {
          relevant[index] = (relevant[index] ?? 0) | flag;
        }
      }
      this.#relevant.set(id, relevant);
    }
  }

  #conclude(
    related: readonly number[],
    before: readonly Outcome[],
    { test, outcome }: { readonly test: number; readonly outcome: Outcome },
  ): readonly Outcome[] {
    let facts: Facts = Facts.none(this.#terms);
    const all = related.map((index, position) => (index === test ? outcome : before[position]));
    for (const [position, index] of related.entries()) {
      if (all[position] !== UNKNOWN) {
        facts = facts.assume(this.#test(index).value, all[position] === HOLDS) ?? facts;
      }
    }
    return related.map((index) => {
      const settled = facts.outcome(this.#test(index).value);
      return settled === null ? UNKNOWN : settled ? HOLDS : FAILS;
    });
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

/** The groups, those first whose tests stand in the most blocks. */
function byBlocks(
  groups: readonly (readonly number[])[],
  testsOfBlocks: readonly number[],
): readonly (readonly number[])[] {
  const blocks = new Map<number, number>();
  for (const test of testsOfBlocks) {
    blocks.set(test, (blocks.get(test) ?? 0) + 1);
  }
  const countOf = (group: readonly number[]): number =>
    group.reduce((sum, test) => sum + (blocks.get(test) ?? 0), 0);
  return groups.toSorted((a, b) => countOf(b) - countOf(a));
}
