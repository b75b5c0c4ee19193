import type { FactTerms } from '../../src/analysis/facts/fact-terms.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors, terminatorOperand } from '../../src/ir/ir.ts';
import { rootOf } from './test-table.ts';

/** As many values as a number has bits; of filters that test more, the answer is always yes. */
const MAX_VALUES = 31;

/**
 * Whether paths meet somewhere between two tests of one value: where they do not, copies have nothing to
 * settle. `order` has blocks before their successors. Two sweeps: linear.
 */
export function hasJoinedTests(
  filter: FilterView,
  order: readonly BlockId[],
  terms: FactTerms,
): boolean {
  const own = testedValues(filter, order, terms);
  if (own === null) {
    return true;
  }
  const behind = testedBehind(filter, order, own);
  /** By block, the values that are tested on some way to it. */
  const before = new Int32Array(filter.blockBound);
  for (const id of order) {
    const bits = before[id] ?? 0;
    if (filter.predecessorCount(id) > 1 && (bits & (behind[id] ?? 0)) !== 0) {
      return true;
    }
    for (const target of successors(filter.block(id).terminator)) {
      before[target] = (before[target] ?? 0) | bits | (own[id] ?? 0);
    }
  }
  return false;
}

/** By block, the values that are tested there or behind it, as bits. */
function testedBehind(filter: FilterView, order: readonly BlockId[], own: Int32Array): Int32Array {
  const behind = own.slice();
  for (const id of order.toReversed()) {
    for (const target of successors(filter.block(id).terminator)) {
      behind[id] = (behind[id] ?? 0) | (behind[target] ?? 0);
    }
  }
  return behind;
}

/** By block, the value that it tests as one bit; `null` where there are too many. */
function testedValues(
  filter: FilterView,
  order: readonly BlockId[],
  { numbers }: FactTerms,
): Int32Array | null {
  const own = new Int32Array(filter.blockBound);
  const bitOf = new Map<number, number>();
  for (const id of order) {
    const { terminator } = filter.block(id);
    const tested = terminator.kind === 'return' ? null : terminatorOperand(terminator);
    if (tested === null) {
      continue;
    }
    const number = numbers.of(rootOf(filter, tested));
    const bit = bitOf.get(number) ?? bitOf.size;
    if (bit === MAX_VALUES) {
      return null;
    }
    bitOf.set(number, bit);
    own[id] = 1 << bit;
  }
  return own;
}
