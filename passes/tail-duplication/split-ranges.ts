import type { GetAnalysis } from '../../src/analysis/analysis.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import {
  type ConstantTest,
  constantTest,
  largestPossible,
} from '../../src/analysis/values/constant-test.ts';
import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type SwitchCase, successors, terminatorOperand } from '../../src/ir/ir.ts';
import type { CompareOp } from '../../src/ir/ops.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';
import { switchRanges } from '../../src/ir/switch-ranges.ts';
import { invariant } from '../../src/support/invariant.ts';
import { removeUnused } from '../edit/remove-unused.ts';
import { copyInstrs } from './copy-instrs.ts';

/** A test that tells more ranges apart is a list, which is best asked for by a search tree. */
const MAX_RANGES = 17;

/** In a list of networks, so many tests lie between those of one address at most. */
const LIST_GAP = 4;

/** A block that asks in which of a few ranges of numbers a value lies. */
export interface RangeTest {
  readonly block: BlockId;
  readonly value: ValueId;
  /** All numbers that the value can be, in order. */
  readonly ranges: readonly SwitchCase[];
}

/**
 * Makes comparisons, in a block each, of tests that take several: whether a value lies in a range, such as
 * that for a network, or in which of a few.
 *
 *     b0: branch (eq (and v0, 0xffff0000), 0xa010000), b1, b2
 *
 *     b0: branch (ult v0, 0xa010000), b2, b9
 *     b9: branch (ult v0, 0xa020000), b1, b2
 *
 * On the path from b0 to b2 less is known than on that from b9, so the two can go on apart. The comparison
 * that fails more numbers comes first.
 */
export function splitRanges(filter: Filter, tests: readonly RangeTest[]): void {
  for (const { block, value, ranges } of tests) {
    const test = terminatorOperand(filter.block(block).terminator) ?? value;
    new Splitter(filter, block, { test, value }).tellApart(block, value, ranges);
    removeUnused(filter, [test]);
  }
}

/**
 * The tests that are worth splitting. A value that is tested but once stays as it is. So do tests of one
 * value that follow one another and lead to one target when they hold: those are a list, of which other
 * passes make a search tree. Linear in the filter.
 */
export function rangesToSplit(filter: FilterView, get: GetAnalysis): readonly RangeTest[] {
  const numbers = get(valueNumbers);
  const tests = get(reversePostorder).flatMap((block) => {
    const test = constantTest(filter, filter.block(block).terminator);
    return test === null ? [] : [{ ...test, block, number: numbers.of(test.value) }];
  });
  const ofValue = new Map<number, number>();
  for (const { number } of tests) {
    ofValue.set(number, (ofValue.get(number) ?? 0) + 1);
  }
  const listed = listedBlocks(tests);
  return tests.flatMap(({ block, number, value, ...table }) => {
    const ranges = switchRanges(table, largestPossible(filter, value));
    return ofValue.get(number) !== 1 &&
      !listed.has(block) &&
      takesSeveral(ranges) &&
      !hasPhis(filter, block)
      ? [{ block, value, ranges }]
      : [];
  });
}

/** A test, where it stands, and the number of its value. */
interface PlacedTest extends ConstantTest {
  readonly block: BlockId;
  readonly number: number;
}

/**
 * The blocks whose tests are parts of a list: where they fail, another test of the value follows, at once
 * or behind a few of other values, that leads to the same target when it holds.
 */
function listedBlocks(tests: readonly PlacedTest[]): ReadonlySet<BlockId> {
  const testOf = new Map(tests.map((test) => [test.block, test]));
  const listed = new Set<BlockId>();
  for (const { block, number, cases, otherwise } of tests) {
    let next = testOf.get(otherwise);
    for (let step = 0; step < LIST_GAP && next !== undefined; step += 1) {
      if (next.number === number && next.cases[0]?.target === cases[0]?.target) {
        listed.add(block).add(next.block);
        break;
      }
      next = testOf.get(next.otherwise);
    }
  }
  return listed;
}

/** Whether it takes a few comparisons, but more than one, to tell `ranges` apart. */
const takesSeveral = (ranges: readonly SwitchCase[]): boolean =>
  ranges.length > 2 && ranges.length <= MAX_RANGES && onlyNumber(ranges) === null;

/** Whether phis in `block` or behind it stand in the way of copies. */
const hasPhis = (filter: FilterView, block: BlockId): boolean =>
  [block, ...successors(filter.block(block).terminator)].some((id) =>
    startsWithPhi(filter.block(id)),
  );

/** Makes the comparisons that a test takes. */
class Splitter {
  readonly #filter: Filter;
  readonly #block: BlockId;
  readonly #test: ValueId;
  readonly #value: ValueId;

  /** For `test`, by which `block` ends, of `value`. */
  constructor(
    filter: Filter,
    block: BlockId,
    { test, value }: { readonly test: ValueId; readonly value: ValueId },
  ) {
    this.#filter = filter;
    this.#block = block;
    this.#test = test;
    this.#value = value;
  }

  /** Lets `place`, which knows the value as `value`, tell at least two ranges apart. */
  tellApart(place: BlockId, value: ValueId, ranges: readonly SwitchCase[]): void {
    const single = onlyNumber(ranges);
    if (single !== null) {
      const [{ target } = single] = ranges.filter((one) => one !== single);
      this.#compare(place, value, {
        op: 'eq',
        than: single.low,
        ifTrue: single.target,
        ifFalse: target,
      });
      return;
    }
    const middle = widest(ranges);
    const ifTrue = this.#placeFor(ranges.slice(0, middle));
    const ifFalse = this.#placeFor(ranges.slice(middle));
    const than = ranges[middle]?.low ?? 0;
    this.#compare(place, value, { op: 'ult', than, ifTrue, ifFalse });
  }

  /**
   * A block that tells `ranges` apart; or the target, where there is one. It gets copies of the
   * instructions, so that each block can be copied by itself.
   */
  #placeFor(ranges: readonly SwitchCase[]): BlockId {
    const [first, ...others] = ranges;
    invariant(first !== undefined, 'both outcomes have ranges');
    if (others.length === 0) {
      return first.target;
    }
    const place = this.#filter.addBlock();
    const names = copyInstrs(this.#filter, this.#filter.block(this.#block), place);
    this.tellApart(place, names.get(this.#value) ?? this.#value, ranges);
    removeUnused(this.#filter, [names.get(this.#test) ?? this.#test]);
    return place;
  }

  #compare(place: BlockId, lhs: ValueId, { op, than, ifTrue, ifFalse }: Comparison): void {
    const rhs = this.#filter.append(place, { kind: 'const', value: than });
    const test = this.#filter.append(place, { kind: 'binary', type: 'i32', op, lhs, rhs });
    this.#filter.setTerminator(place, { kind: 'branch', test, ifTrue, ifFalse });
  }
}

/** How a value compares with a constant. */
interface Comparison {
  readonly op: CompareOp;
  readonly than: number;
  readonly ifTrue: BlockId;
  readonly ifFalse: BlockId;
}

/** The one range of a single number, where all others lead to one target. */
function onlyNumber(ranges: readonly SwitchCase[]): SwitchCase | null {
  const singles = ranges.filter(({ low, high }) => low === high);
  const single = singles.find((one) => {
    const targets = ranges.filter((other) => other !== one).map(({ target }) => target);
    return new Set(targets).size === 1;
  });
  return single ?? null;
}

/** Where to part the ranges: between halves, or beside the wider one of three. */
function widest(ranges: readonly SwitchCase[]): number {
  const [first, , last] = ranges;
  return ranges.length === 3 && first !== undefined && last !== undefined
    ? first.high - first.low > last.high - last.low
      ? 1
      : 2
    : ranges.length >>> 1;
}
