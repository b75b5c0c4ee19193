import type { GetAnalysis } from '../../src/analysis/analysis.ts';
import { type ConstantTest, constantTest, largest } from '../../src/analysis/constant-test.ts';
import { reversePostorder } from '../../src/analysis/reverse-postorder.ts';
import { valueNumbers } from '../../src/analysis/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import type { SwitchCase } from '../../src/ir/ir.ts';
import { copyInstrs } from '../path-splitting/copy-blocks.ts';
import { startsWithPhi } from '../starts-with-phi.ts';

/** A block that asks whether a value lies in one range. */
interface RangeTest {
  readonly block: BlockId;
  readonly value: ValueId;
  readonly range: SwitchCase;
  readonly otherwise: BlockId;
}

/**
 * Makes two comparisons, in a block each, of every test whether a value lies in a range, such as that
 * for a network. Yields how many.
 *
 *     b0: branch (eq (and v0, 0xffff0000), 0xa010000), b1, b2
 *
 *     b0: branch (ult v0, 0xa010000), b2, b9
 *     b9: branch (ugt v0, 0xa01ffff), b2, b1
 *
 * On the way from b0 to b2 less is known than on that from b9, so the two can go on apart. A value that is
 * tested but once stays as it is. So do tests of one value that lead to one target when they hold: those
 * are a list, of which other passes make a search tree. The comparison that fails more numbers comes first.
 *
 * Linear in the filter.
 */
export function splitRanges(filter: Filter, get: GetAnalysis): number {
  const ranges = rangesToSplit(filter, get);
  for (const range of ranges) {
    split(filter, range);
  }
  return ranges.length;
}

function rangesToSplit(filter: FilterView, get: GetAnalysis): readonly RangeTest[] {
  const numbers = get(valueNumbers);
  const tests = get(reversePostorder).flatMap((block) => {
    const test = constantTest(filter, filter.block(block).terminator);
    return test === null ? [] : [{ ...test, block, number: numbers.of(test.value) }];
  });
  const ofValue = new Map<number, number>();
  const ofTarget = new Map<string, number>();
  for (const { number, cases } of tests) {
    ofValue.set(number, (ofValue.get(number) ?? 0) + 1);
    for (const { target } of cases) {
      ofTarget.set(`${number}:${target}`, (ofTarget.get(`${number}:${target}`) ?? 0) + 1);
    }
  }
  return tests.flatMap(({ block, number, ...test }) => {
    const range = openRange(filter, test);
    return range !== null &&
      ofValue.get(number) !== 1 &&
      ofTarget.get(`${number}:${range.target}`) === 1
      ? [{ block, value: test.value, range, otherwise: test.otherwise }]
      : [];
  });
}

/** The range that `test` asks for; `null` where one comparison is enough, or phis would have to change. */
function openRange(
  filter: FilterView,
  { value, cases, otherwise }: ConstantTest,
): SwitchCase | null {
  const [range, ...others] = cases;
  return range !== undefined &&
    others.length === 0 &&
    range.low > 0 &&
    range.low < range.high &&
    range.high < largest(filter, value) &&
    !startsWithPhi(filter, range.target) &&
    !startsWithPhi(filter, otherwise)
    ? range
    : null;
}

/** The second comparison gets copies of the instructions, so that either block can be copied by itself. */
function split(filter: Filter, { block, value, range, otherwise }: RangeTest): void {
  const { low, high, target } = range;
  const second = filter.addBlock();
  const copied = copyInstrs(filter, filter.block(block), second).get(value) ?? value;
  const isLowFirst = low > largest(filter, value) - high;
  const compare = (place: BlockId, isLow: boolean, lhs: ValueId, ifFalse: BlockId): void => {
    const rhs = filter.append(place, { kind: 'const', value: isLow ? low : high });
    const op = isLow ? 'ult' : 'ugt';
    const test = filter.append(place, { kind: 'binary', type: 'i32', op, lhs, rhs });
    filter.setTerminator(place, { kind: 'branch', test, ifTrue: otherwise, ifFalse });
  };
  compare(second, !isLowFirst, copied, target);
  compare(block, isLowFirst, value, second);
}
